/** Mean over repeats, and its standard error (0 for a single one). */
export interface Spread {
  mean: number;
  error: number;
  count: number;
}

/** @throws Error where there are none */
export function spreadOf(values: readonly number[]): Spread {
  const count = values.length;
  if (count === 0) throw new Error('there is no mean of nothing');
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, error: count > 1 ? Math.sqrt(squares / (count - 1) / count) : 0, count };
}

/** Of single values, where `error` is that of their mean. */
export function deviationOf({ error, count }: Spread): number {
  return error * Math.sqrt(count);
}

/** Mean and standard deviation: 0.12 ± 0.04. */
export function deviationText(values: readonly number[], digits = 3): string {
  const spread = spreadOf(values);
  return `${spread.mean.toFixed(digits)} ± ${deviationOf(spread).toFixed(digits)}`;
}

/** 0.123 ± 0.004 */
export function spreadText({ mean, error, count }: Spread, digits = 3): string {
  return count > 1 ? `${mean.toFixed(digits)} ± ${error.toFixed(digits)}` : mean.toFixed(digits);
}
