import type { Matrix } from '../../../nd-array.ts';

/** (M + Mᵀ)/2, in place: a decomposition is symmetric up to its error only. */
export function symmetrised(square: Matrix): Matrix {
  const [size] = square.shape;
  const { data } = square;
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < i; j++) {
      const value = (data[i * size + j]! + data[j * size + i]!) / 2;
      data[i * size + j] = value;
      data[j * size + i] = value;
    }
  }
  return square;
}
