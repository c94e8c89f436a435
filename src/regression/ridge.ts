/** λ of K + λI, itself or as a multiple of the mean of K's diagonal. */
export interface Ridge {
  value: number;
  scale: 'absolute' | 'mean_diagonal';
}

/** The paper's λ (Eq. 18), as in the authors' experiments. */
export const DEFAULT_RIDGE: Ridge = { value: 0.001, scale: 'absolute' };

/** λ in the units of the kernel. */
export function absoluteRidge(ridge: Ridge, diagonal: Float64Array): number {
  return ridge.scale === 'absolute' ? ridge.value : ridge.value * mean(diagonal);
}

export function mean(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}
