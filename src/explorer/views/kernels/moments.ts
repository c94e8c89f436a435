/** Mean and spread of entries over networks that come in batches. */
export interface Moments {
  count: number;
  mean: readonly number[];
  /** Of squared deviations from the mean. */
  squares: readonly number[];
}

export const NO_MOMENTS: Moments = { count: 0, mean: [], squares: [] };

/** Of one batch, from its mean and unbiased variance. */
export function momentsOf(count: number, mean: readonly number[], variance: readonly number[]): Moments {
  return { count, mean, squares: variance.map((value) => value * (count - 1)) };
}

/** Both batches together, exactly (Chan, Golub and LeVeque). */
export function merged(a: Moments, b: Moments): Moments {
  if (a.count === 0) return b;
  if (b.count === 0) return a;
  const count = a.count + b.count;
  const step = b.mean.map((value, index) => value - a.mean[index]!);
  return {
    count,
    mean: a.mean.map((value, index) => value + (step[index]! * b.count) / count),
    squares: a.squares.map((value, index) => value + b.squares[index]! + (step[index]! ** 2 * a.count * b.count) / count),
  };
}

export function standardErrors({ count, squares }: Moments): number[] {
  return squares.map((value) => Math.sqrt(Math.max(0, value) / ((count - 1) * count)));
}

/** Root mean square of mean − limit, relative to that of the limit. */
export function relativeError({ mean }: Moments, limit: readonly number[]): number {
  const square = (values: readonly number[]) => values.reduce((sum, value) => sum + value ** 2, 0);
  return Math.sqrt(square(mean.map((value, index) => value - limit[index]!)) / square(limit));
}
