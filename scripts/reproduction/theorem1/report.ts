import { activationsOf, DEPTHS, ORDERS, type Pair, powerCounting, theorem } from './cases.ts';
import { type Limits, limitKey } from './limit.ts';
import type { Found, Measurement } from './measure.ts';
import { fitPowerLaw, median, type PowerLaw, rootMeanSquare } from './power-law.ts';

/** K^(r) over the widths, and the exponents of n in it. */
export interface Law {
  pair: Pair;
  primaryDepth: number;
  order: number;
  widths: number[];
  /** Of |K^(r)| over networks and points. */
  medians: number[];
  rootMeanSquares: number[];
  /** null: K^(r) is 0. */
  ofMedian: PowerLaw | null;
  ofRootMeanSquare: PowerLaw | null;
  theorem: number;
  powerCounting: number | null;
  /** Median of |K^(r)| for n → ∞. */
  limit: number;
}

/** @param fitFrom the least width that counts for the exponents */
export function lawsOf(found: readonly Found[], limits: Limits, { pairs, depth }: Measurement, fitFrom: number): Law[] {
  return pairs.flatMap((pair) =>
    DEPTHS.flatMap((primaryDepth) =>
      ORDERS.map((order) => {
        const own = found.filter((cell) => cell.pair === pair && cell.primaryDepth === primaryDepth && cell.order === order);
        const widths = own.map(({ width }) => width);
        const medians = own.map(({ values }) => median(values.map(Math.abs)));
        const rootMeanSquares = own.map(({ values }) => rootMeanSquare(values));
        const large = widths.flatMap((width, k) => (width >= fitFrom ? [k] : []));
        const fit = (sizes: number[]) => {
          if (sizes.some((size) => size === 0)) return null;
          return fitPowerLaw(
            large.map((k) => widths[k]!),
            large.map((k) => sizes[k]!),
          );
        };
        return {
          pair,
          primaryDepth,
          order,
          widths,
          medians,
          rootMeanSquares,
          ofMedian: fit(medians),
          ofRootMeanSquare: fit(rootMeanSquares),
          theorem: theorem(primaryDepth, order),
          powerCounting: powerCounting(pair, primaryDepth, order, depth),
          limit: limits.get(limitKey(pair, primaryDepth))![order - 1]!,
        };
      }),
    ),
  );
}

/** Exponents beside Theorem 1's and those of counting powers, in Markdown. */
export function markdown(laws: readonly Law[]): string {
  const lines: string[] = [];
  for (const pair of new Set(laws.map((law) => law.pair))) {
    const [hyper, primary] = activationsOf(pair);
    lines.push(`| f: ${hyper}, g: ${primary} | ${ORDERS.map((order) => `r = ${order}`).join(' | ')} |`);
    lines.push(`| --- |${ORDERS.map(() => ' ---: |').join('')}`);
    for (const depth of DEPTHS) {
      const own = laws.filter((law) => law.pair === pair && law.primaryDepth === depth);
      const row = (title: string, cell: (law: Law) => string) =>
        lines.push(`| H = ${depth}, ${title} | ${own.map(cell).join(' | ')} |`);
      row('Theorem 1', (law) => `${law.theorem}`.replace('-', '−'));
      row('counting powers', (law) => (law.powerCounting === null ? 'K = 0' : `${law.powerCounting || 0}`.replace('-', '−')));
      row('measured', ({ ofMedian }) => (ofMedian ? exponent(ofMedian) : 'K = 0'));
      row('widest over n → ∞', ({ medians, limit }) => (limit > 0 ? (medians.at(-1)! / limit).toFixed(2) : 'limit 0'));
    }
    lines.push('');
  }
  return lines.join('\n');
}

function exponent(law: PowerLaw): string {
  return `${law.exponent.toFixed(2).replace('-', '−')} ± ${law.error.toFixed(2)}`;
}

/** Every size and every exponent. */
export function csv(laws: readonly Law[]): string {
  const widths = laws[0]!.widths;
  const head = ['f', 'g', 'H', 'r', 'theorem', 'power_counting'];
  for (const statistic of ['median', 'rms']) {
    head.push(`${statistic}_exponent`, `${statistic}_standard_error`, ...widths.map((width) => `${statistic}_n${width}`));
  }
  head.push('median_limit');
  const number = (value: number) => `${Number(value.toPrecision(5)) || 0}`;
  const fitted = (law: PowerLaw | null) => (law ? [number(law.exponent), number(law.error)] : ['', '']);
  const rows = laws.map((law) => [
    ...activationsOf(law.pair),
    law.primaryDepth,
    law.order,
    law.theorem,
    law.powerCounting === null ? '' : number(law.powerCounting),
    ...fitted(law.ofMedian),
    ...law.medians.map(number),
    ...fitted(law.ofRootMeanSquare),
    ...law.rootMeanSquares.map(number),
    number(law.limit),
  ]);
  return `${[head, ...rows].map((row) => row.join(',')).join('\n')}\n`;
}
