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

/** The hypernetwork improves from the first value of the label to the last, the embedding method does not. None of a single value. */
export function growthClaims(comparison: Comparison, where: string, ofHypernetwork: string, ofEmbedding: string): Claim[] {
  if (valuesOf(comparison).length < 2) return [];
  return [
    { says: `the hypernetwork improves ${where} with ${ofHypernetwork}`, margins: gains(comparison, 'hypernetwork') },
    ...embeddingDoesNotImprove(comparison, where, ofEmbedding),
  ];
}

/** From the first value of the label to the last. None of a single value. */
export function embeddingDoesNotImprove(comparison: Comparison, where: string, how: string): Claim[] {
  if (valuesOf(comparison).length < 2) return [];
  const margins = gains(comparison, 'embedding').map((gain) => NO_MORE_THAN - gain);
  return [{ says: `the embedding method improves by less than ${100 * NO_MORE_THAN} % ${where} with ${how}`, margins }];
}

function gains(comparison: Comparison, network: NetworkName): number[] {
  const values = valuesOf(comparison);
  const [first, last] = [values[0]!, values.at(-1)!].map((value) => errorsAt(comparison, network, value));
  return first!.map((error, repeat) => lead(error, last![repeat]!));
}
