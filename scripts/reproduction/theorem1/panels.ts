import type { Panel } from '../../lib/log-log-plot.ts';
import { activationsOf, type Pair } from './cases.ts';
import type { Law } from './report.ts';

/** One pair of activations and one depth of g: the medians of each order, and Theorem 1's slope through the last of them. */
export function panelOf(laws: readonly Law[], pair: Pair, primaryDepth: number): Panel {
  const [hyper, primary] = activationsOf(pair);
  return {
    title: `f ${hyper}, g ${primary}, H = ${primaryDepth}`,
    curves: laws
      .filter((law) => law.pair === pair && law.primaryDepth === primaryDepth)
      .map(({ order, widths, medians, theorem }) => ({ name: `r = ${order}`, x: widths, y: medians, slope: theorem })),
  };
}
