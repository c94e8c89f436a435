import type { Series } from '../../lib/line-plot.ts';
import { labelValues, runsWith } from '../trained/curves.ts';
import type { Run } from '../trained/runs-file.ts';
import { spreadOf } from '../trained/statistics.ts';
import { NETWORKS, type NetworkName } from './networks.ts';

/** Errors of both networks against something that both have, such as the depth of f and e. */
export interface Comparison {
  title: string;
  /** Column of the runs' labels. */
  label: string;
  runs: readonly Run[];
  /** Of a network that did not diverge. */
  errorOf(run: Run): number;
}

/** Of what runs have for the label, ascending. */
export function valuesOf({ label, runs }: Comparison): number[] {
  return labelValues(runs, label);
}

/** By repeat; infinite where the network diverged. */
export function errorsAt({ label, runs, errorOf }: Comparison, network: NetworkName, value: number): number[] {
  return runsWith(runs, { network, [label]: value }).map((run) =>
    run.divergedAt === undefined ? errorOf(run) : Number.POSITIVE_INFINITY,
  );
}

/** A line for each network: means, and their standard errors as bands. Where all have diverged there is no point. */
export function seriesOf(comparison: Comparison): Series[] {
  return NETWORKS.map((network) => {
    const points = valuesOf(comparison).flatMap((value) => {
      const errors = errorsAt(comparison, network, value).filter(Number.isFinite);
      return errors.length > 0 ? [{ value, ...spreadOf(errors) }] : [];
    });
    return {
      name: network,
      points: points.map(({ value, mean }) => [value, mean] as const),
      band: points.map(({ error }) => error),
    };
  }).filter(({ points }) => points.length > 0);
}

/** By how much the first is above the second, relative to the larger one: from −1 to 1, also where one of them is infinite. */
export function lead(first: number, second: number): number {
  if (first === second) return 0;
  const larger = Math.max(first, second);
  return Number.isFinite(larger) ? (first - second) / larger : Math.sign(first - second);
}
