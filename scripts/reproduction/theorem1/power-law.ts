export interface PowerLaw {
  exponent: number;
  /** Standard error of the exponent, from how far the sizes are from the line. */
  error: number;
}

/** Least squares of log size over log n; at least three widths. */
export function fitPowerLaw(widths: readonly number[], sizes: readonly number[]): PowerLaw {
  const x = centred(widths.map(Math.log));
  const y = centred(sizes.map(Math.log));
  const square = x.reduce((sum, value) => sum + value ** 2, 0);
  const exponent = x.reduce((sum, value, k) => sum + value * y[k]!, 0) / square;
  const residual = y.reduce((sum, value, k) => sum + (value - exponent * x[k]!) ** 2, 0);
  return { exponent, error: Math.sqrt(residual / (x.length - 2) / square) };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length / 2;
  return (sorted[Math.ceil(half) - 1]! + sorted[Math.floor(half)]!) / 2;
}

export function rootMeanSquare(values: readonly number[]): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0) / values.length);
}

function centred(values: readonly number[]): number[] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.map((value) => value - mean);
}
