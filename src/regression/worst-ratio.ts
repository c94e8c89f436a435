/** The largest √(error/norm) of sums of squares, column by column; 0 where there is no error at all. */
export function worstRatio(errors: Float64Array, norms: Float64Array): number {
  return errors.reduce((worst, error, c) => Math.max(worst, error === 0 ? 0 : Math.sqrt(error / norms[c]!)), 0);
}
