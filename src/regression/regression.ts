import type { Architecture } from '../kernels/architecture.ts';
import type { Points } from '../kernels/points.ts';
import type { Matrix, NdArray } from '../nd-array.ts';

/** The kernel that a regression uses: the NTK, or the NNGP. */
export type RegressionKernel = 'ntk' | 'nngp';

/** What every fitted regression has, whatever solved it. */
export interface RegressionBase {
  architecture: Architecture;
  kernel: RegressionKernel;
  /** The training points. */
  points: Points;
  /** λ, absolute. */
  ridge: number;
  /** Added to K's diagonal beside λ, absolute. */
  jitter: number;
  /** Mean of (y − Kα)² over all labels that were observed. */
  trainMse: number;
}

export interface Posterior {
  /** K(U*, U)·α, `[t, k]`. */
  mean: Matrix;
  /** k(u*, u*) − ‖L⁻¹k(U, u*)‖² of the noise-free function, `[t]`; at least 0. */
  variance?: Float64Array;
  /** The same function's covariance between the test points, `[t, t]`; its diagonal is the variance. */
  covariance?: Matrix;
  /** K(U*, U)·α(t) at T times of training, `[T, t, k]`. */
  meanAtTimes?: NdArray;
  /** Standard deviation between several regressors whose mean this is, `[t, k]`. */
  spread?: Matrix;
  /** Of means that are not computed with exact kernels. */
  certificate?: PredictionCertificate;
}

/** How far the solution of an iterative or approximate solver can be trusted. */
export interface Certificate {
  /** Kronecker products in the sum that stands for K, or landmarks. */
  rank: number;
  iterations: number;
  /** ‖y − (K + λI)α‖/‖y‖ with what stands for K, the largest over the columns of y. */
  relativeResidual: number;
  /** The same over some rows of K, every entry of them computed exactly, relative to as many average entries of y. */
  exactResidual: number;
  checkedRows: number;
}

/** How far predicted means can be trusted beyond their fit. */
export interface PredictionCertificate {
  /** max |mean − exact|/max |exact| over the checked points, with every entry of the kernel computed; the largest over the columns. */
  exactDifference: number;
  checkedPoints: number;
}
