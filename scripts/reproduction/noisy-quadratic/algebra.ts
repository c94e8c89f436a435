import { Matrix } from 'ml-matrix';

/** The product of matrices. */
export function product(first: Matrix, ...rest: readonly Matrix[]): Matrix {
  return rest.reduce((left, right) => left.mmul(right), first);
}

export function sum(first: Matrix, ...rest: readonly Matrix[]): Matrix {
  return rest.reduce((left, right) => Matrix.add(left, right), first);
}

export const difference = (a: Matrix, b: Matrix): Matrix => Matrix.sub(a, b);
export const scaled = (factor: number, a: Matrix): Matrix => Matrix.mul(a, factor);
export const transposed = (a: Matrix): Matrix => a.transpose();
/** a·aᵀ */
export const square = (a: Matrix): Matrix => a.mmul(a.transpose());
