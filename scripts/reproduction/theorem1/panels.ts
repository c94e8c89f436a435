import type { Panel, Series } from '../../lib/line-plot.ts';
import { activationsOf } from './cases.ts';
import type { Law } from './report.ts';

/**
 * One for each pair of activations and depth of g: medians of each order, dashed Theorem 1's power law through the last of
 * them, or where the theorem has none the median for n → ∞.
 */
export function panelsOf(laws: readonly Law[]): Panel[] {
  const firsts = laws.filter(({ order }) => order === 1);
  return firsts.map(({ pair, primaryDepth }) => {
    const own = laws.filter((law) => law.pair === pair && law.primaryDepth === primaryDepth);
    const [hyper, primary] = activationsOf(pair);
    // Terms that are 0 have no place on a logarithmic axis.
    const drawn = own.filter(({ ofMedian }) => ofMedian !== null);
    return {
      title: `f ${hyper}, g ${primary}, H = ${primaryDepth}`,
      x: { label: 'width n of f', scale: 'log' },
      y: { label: 'median of |K|', scale: 'log' },
      series: [...drawn.map(measured), ...drawn.map(byTheorem)],
      legend: 'bottom',
    };
  });
}

function measured({ order, widths, medians }: Law): Series {
  return { name: `r = ${order}`, points: widths.map((width, k) => [width, medians[k]!] as const) };
}

function byTheorem({ widths, medians, theorem, limit }: Law, colourOf: number): Series {
  const [widest, last] = [widths.at(-1)!, medians.at(-1)!];
  const size = (width: number) => (theorem === 0 && limit > 0 ? limit : last * (width / widest) ** theorem);
  const points = widths.map((width) => [width, size(width)] as const);
  return { name: '', points, plain: true, dashed: true, colourOf };
}
