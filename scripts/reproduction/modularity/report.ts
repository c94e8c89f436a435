import type { Panel } from '../../lib/line-plot.ts';
import { markdownTable } from '../../lib/table.ts';
import { spreadOf } from '../trained/statistics.ts';
import { type Comparison, errorsAt, seriesOf, valuesOf } from './comparison.ts';
import { NETWORKS } from './networks.ts';

export function panelOf(comparison: Comparison, x: string, y: string): Panel {
  const series = seriesOf(comparison);
  return { title: comparison.title, x: { label: x, scale: 'linear' }, y: { label: y, scale: 'linear' }, series };
}

/** Mean errors with their standard errors, in Markdown. */
export function tableOf(comparison: Comparison, heading: string): string {
  const values = valuesOf(comparison);
  const rows = NETWORKS.map((network) => [network, ...values.map((value) => cellOf(errorsAt(comparison, network, value)))]);
  return markdownTable([`${comparison.title}; ${heading}`, ...values], rows);
}

function cellOf(errors: readonly number[]): string {
  const found = errors.filter(Number.isFinite);
  const lost = errors.length - found.length;
  if (found.length === 0) return 'diverged';
  return `${spreadText(found)}${lost > 0 ? `, ${lost} of ${errors.length} diverged` : ''}`;
}

/** To two digits of the standard error, or three of the mean. */
export function spreadText(values: readonly number[]): string {
  const { mean, error, count } = spreadOf(values);
  if (count === 1 || error === 0) return String(Number(mean.toPrecision(3)));
  const digits = Math.max(0, 1 - Math.floor(Math.log10(error)));
  return `${mean.toFixed(digits)} ± ${error.toFixed(digits)}`;
}
