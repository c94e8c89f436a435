import { type Control, subControl } from '../../control.ts';
import type { Engine } from '../../engine/engine.ts';
import type { Points } from '../../kernels/points.ts';
import { type Matrix, matrix, transposed } from '../../nd-array.ts';
import type { KernelSource } from '../kernel-source.ts';
import { columnsOf, type PartialCholesky, randomlyPivotedCholesky } from '../low-rank/random-pivots.ts';
import { ShiftedInverse } from '../low-rank/shifted-inverse.ts';
import { requirePositive } from '../positive-ridge.ts';
import type { Certificate, RegressionBase } from '../regression.ts';
import { absoluteRidge, type Ridge } from '../ridge.ts';
import { takePoints } from '../take-points.ts';
import { worstRatio } from '../worst-ratio.ts';
import { residualOfRows } from './residual.ts';

export interface NystromProblem extends KernelSource {
  /** y, `[n, k]` */
  labels: Matrix;
  ridge: Ridge;
  /** Landmarks, at most n. */
  rank: number;
  /** Of the choice of landmarks. */
  seed: number;
}

export interface NystromRegression extends RegressionBase {
  solver: 'nystrom';
  /** The m training points that predictions are combinations of, in the order in which they were taken. */
  landmarks: Points;
  /** β, `[m, k]`: the mean is K(u*, landmarks)·β. */
  weights: Matrix;
  certificate: Certificate;
}

/**
 * Fits the subset of regressors: (K_mn·K_nm + λK_mm)β = K_mn·y over m landmarks.
 *
 * With K_nm = F·Lᵀ from randomly pivoted Cholesky this is (FᵀF + λI)c = Fᵀy, Lᵀβ = c, as well conditioned as
 * K + λI; K_mm is never factorised by itself, and no jitter is needed. It is the exact regression with K̂ = FFᵀ in
 * place of K: α = (y − K_nm·β)/λ solves (K̂ + λI)α = y. How far α is from solving the full system is computed on
 * exact rows of K.
 * Time: n·m entries of the kernel and n·m² operations. Memory: n·m numbers.
 *
 * @throws HypertangentError `invalid_value` unless λ > 0, and the kernel's errors
 */
export async function fitNystrom(problem: NystromProblem, engine: Engine, control: Control): Promise<NystromRegression> {
  const { architecture, kernel, points, labels, seed } = problem;
  const [n, k] = labels.shape;
  const source = { architecture, kernel, points };
  control.stage('landmarks');
  const prepared = await engine.kernels.prepare({ architecture, points, outputs: [kernel], layers: false });
  const diagonal = prepared.diagonal(kernel);
  const ridge = requirePositive(absoluteRidge(problem.ridge, diagonal), 'nystrom');
  const options = { rank: problem.rank, seed, allocate: prepared.allocate };
  const chosen = await randomlyPivotedCholesky(source, diagonal, options, engine, subControl(control, 0, 0.8));
  const { landmarks, weights, fitted } = await solveFor(chosen, transposed(labels.data, n, k), ridge, engine);
  await control.checkpoint(0.85);

  control.stage('residual');
  const errors = labels.data.map((label, at) => label - fitted.data[at]!);
  const trainMse = errors.reduce((sum, error) => sum + error ** 2, 0) / errors.length;
  const alpha = matrix(
    n,
    k,
    errors.map((error) => error / ridge),
  );
  const rows = await residualOfRows({ ...source, weights: alpha }, labels, ridge, engine, subControl(control, 0.85, 1));
  const relativeResidual = await approximateResidual(chosen.factor, alpha, labels, ridge, engine);
  const certificate = { rank: chosen.pivots.length, iterations: 0, relativeResidual, ...rows };
  return {
    solver: 'nystrom',
    ...source,
    landmarks: takePoints(points, landmarks),
    weights,
    ridge,
    jitter: 0,
    trainMse,
    certificate,
  };
}

/** β, and K_nm·β at the training points, `[n, k]`; of a kernel that is 0, one landmark without weight. */
async function solveFor({ pivots, factor }: PartialCholesky, y: Float64Array, ridge: number, engine: Engine) {
  const rank = pivots.length;
  const n = factor.shape[1];
  const k = y.length / n;
  if (rank === 0) return { landmarks: Int32Array.of(0), weights: matrix(1, k), fitted: matrix(n, k) };
  const inverse = await ShiftedInverse.make(factor, ridge, engine.linalg);
  const weights = await inverse.coefficients(matrix(k, n, y));
  const fitted = await engine.linalg.gemm(factor, weights, { transposeA: true });
  const square = columnsOf(factor, pivots);
  await engine.linalg.trsm(matrix(rank, rank, transposed(square.data, rank, rank)), weights, { transpose: true });
  return { landmarks: pivots, weights, fitted };
}

/** ‖y − (FFᵀ + λI)α‖/‖y‖, the largest over the columns of y. */
async function approximateResidual(
  factor: Matrix,
  alpha: Matrix,
  labels: Matrix,
  ridge: number,
  { linalg }: Engine,
): Promise<number> {
  const [n, k] = labels.shape;
  const product = matrix(n, k);
  if (factor.shape[0] > 0) await linalg.gemm(factor, await linalg.gemm(factor, alpha), { transposeA: true, into: product });
  const errors = new Float64Array(k);
  const norms = new Float64Array(k);
  for (const [at, label] of labels.data.entries()) {
    errors[at % k]! += (label - product.data[at]! - ridge * alpha.data[at]!) ** 2;
    norms[at % k]! += label ** 2;
  }
  return worstRatio(errors, norms);
}
