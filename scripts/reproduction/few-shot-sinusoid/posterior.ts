import { CholeskyDecomposition, Matrix } from 'ml-matrix';

/** A Gaussian process given values at K points, at P others. */
export interface Posterior {
  mean: Float64Array;
  /** From 0, where it is known, to the prior's. */
  deviation: Float64Array;
}

/** Of the mean of the kernel's diagonal: as good as none, and enough for points that nearly coincide. */
const RIDGE = 1e-6;

/**
 * Kernel regression of a few values.
 *
 * @param gram [K, K] @param cross [P, K] @param prior the kernel's diagonal at the P points @param y K values
 */
export function posteriorOf(gram: Matrix, cross: Matrix, prior: ArrayLike<number>, y: Float64Array): Posterior {
  const ridge = (RIDGE * gram.trace()) / gram.rows;
  const factor = new CholeskyDecomposition(Matrix.add(gram, Matrix.eye(gram.rows).mul(ridge)));
  const mean = cross.mmul(factor.solve(Matrix.columnVector([...y])));
  const explained = factor.solve(cross.transpose());
  return {
    mean: Float64Array.from(mean.to1DArray()),
    deviation: Float64Array.from({ length: cross.rows }, (_, i) => {
      const known = cross.getRow(i).reduce((sum, value, k) => sum + value * explained.get(k, i), 0);
      return Math.sqrt(Math.max(0, prior[i]! - known));
    }),
  };
}

/** exp(−(z − z′)²/2ℓ²) */
export function gaussianKernel(a: Float64Array, b: Float64Array, lengthScale: number): Matrix {
  return new Matrix([...a].map((z) => [...b].map((other) => Math.exp(-((z - other) ** 2) / (2 * lengthScale ** 2)))));
}

/** The same for the Gaussian kernel, whose diagonal is 1. */
export function gaussianPosterior(z: Float64Array, y: Float64Array, inputs: Float64Array, lengthScale: number): Posterior {
  const [gram, cross] = [gaussianKernel(z, z, lengthScale), gaussianKernel(inputs, z, lengthScale)];
  return posteriorOf(gram, cross, new Float64Array(inputs.length).fill(1), y);
}
