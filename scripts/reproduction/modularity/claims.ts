import type { Claim } from '../trained/claims.ts';
import { type Comparison, errorsAt, lead, valuesOf } from './comparison.ts';
import type { NetworkName } from './networks.ts';

/** What counts as no improvement, relative to the error. */
const NO_MORE_THAN = 0.05;

/** The hypernetwork's error is below the embedding method's, wherever it is least so. */
export function hypernetworkIsBetter(comparison: Comparison, where: string, from = Number.NEGATIVE_INFINITY): Claim {
  const values = valuesOf(comparison).filter((value) => value >= from);
  const leads = values.map((value) => {
    const hypernetwork = errorsAt(comparison, 'hypernetwork', value);
    return errorsAt(comparison, 'embedding', value).map((error, repeat) => lead(error, hypernetwork[repeat]!));
  });
  return {
    says: `the hypernetwork errs less than the embedding method ${where}`,
    margins: leads[0]!.map((_, repeat) => Math.min(...leads.map((own) => own[repeat]!))),
  };
}

/** From the first value of the label to the last. */
export function hypernetworkImproves(comparison: Comparison, how: string): Claim {
  return { says: `the hypernetwork improves ${how}`, margins: gains(comparison, 'hypernetwork') };
}

export function embeddingDoesNotImprove(comparison: Comparison, how: string): Claim {
  return {
    says: `the embedding method improves by less than ${100 * NO_MORE_THAN} % ${how}`,
    margins: gains(comparison, 'embedding').map((gain) => NO_MORE_THAN - gain),
  };
}

function gains(comparison: Comparison, network: NetworkName): number[] {
  const values = valuesOf(comparison);
  const [first, last] = [values[0]!, values.at(-1)!].map((value) => errorsAt(comparison, network, value));
  return first!.map((error, repeat) => lead(error, last![repeat]!));
}
