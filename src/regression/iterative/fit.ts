import type { Checkpoints } from '../../checkpoints.ts';
import { type Control, subControl } from '../../control.ts';
import type { Engine } from '../../engine/engine.ts';
import { type Matrix, matrix, transposed } from '../../nd-array.ts';
import type { KernelSource } from '../kernel-source.ts';
import { randomlyPivotedCholesky } from '../low-rank/random-pivots.ts';
import { ShiftedInverse } from '../low-rank/shifted-inverse.ts';
import { requirePositive } from '../positive-ridge.ts';
import type { Certificate, RegressionBase } from '../regression.ts';
import { absoluteRidge, type Ridge } from '../ridge.ts';
import { conjugateGradients } from './conjugate-gradients.ts';
import { KernelProduct } from './kernel-product.ts';
import { requireConverged } from './reached.ts';
import { regularSaves, savedStart } from './regular-saves.ts';

/** A quarter of the points costs half of one product with K and halves the iterations that a tenth needs; the numbers that it takes are bounded: 512 MiB. */
const RANK_SHARE = 4;
const LEAST_RANK = 100;
export const MOST_FACTOR_NUMBERS = 2 ** 26;

/** Landmarks of the preconditioner for n points, unless it is given. */
export function defaultRank(points: number): number {
  const rank = Math.max(LEAST_RANK, Math.ceil(points / RANK_SHARE));
  return Math.max(1, Math.min(rank, points, Math.floor(MOST_FACTOR_NUMBERS / points)));
}

export interface GradientsProblem extends KernelSource {
  /** y, `[n, k]` */
  labels: Matrix;
  ridge: Ridge;
  /** ‖y − (K + λI)α‖/‖y‖ to reach, for each column of y. */
  tolerance: number;
  mostIterations: number;
  /** Landmarks of the preconditioner; {@link defaultRank} unless given. */
  rank?: number | undefined;
  /** Of the choice of landmarks. */
  seed: number;
  /** α to begin with, `[n, k]`, where nothing was saved; 0 unless given. */
  start?: Float64Array | undefined;
}

export interface GradientsRegression extends RegressionBase {
  solver: 'conjugate_gradients';
  /** α = (K + λI)⁻¹y, `[n, k]`. */
  weights: Matrix;
  certificate: Certificate;
}

/**
 * Fits α = (K + λI)⁻¹y by preconditioned conjugate gradients, without ever holding K.
 *
 * Each iteration computes K anew; the preconditioner is (K̂ + λI)⁻¹ with the Nyström approximation K̂ on landmarks
 * that randomly pivoted Cholesky chooses, so that directions that K scales much are solved at once.
 * Time: iterations × n²/2 entries of the kernel. Memory: rank·n numbers and a block of rows of K.
 *
 * @throws HypertangentError `invalid_value` unless λ > 0, `tolerance_not_reached`, and the kernel's errors
 */
export async function fitByGradients(
  problem: GradientsProblem,
  engine: Engine,
  control: Control,
  checkpoints?: Checkpoints,
): Promise<GradientsRegression> {
  const { architecture, kernel, points, labels, seed, tolerance, mostIterations } = problem;
  const [n, k] = labels.shape;
  const source = { architecture, kernel, points };
  control.stage('preconditioner');
  const product = await KernelProduct.prepare(source, engine);
  const diagonal = product.diagonal();
  const ridge = requirePositive(absoluteRidge(problem.ridge, diagonal), 'conjugate_gradients');
  const options = { rank: problem.rank ?? defaultRank(n), seed, allocate: product.allocate };
  const { pivots, factor } = await randomlyPivotedCholesky(source, diagonal, options, engine, subControl(control, 0, 0.1));
  const inverse = pivots.length > 0 ? await ShiftedInverse.make(factor, ridge, engine.linalg) : undefined;

  control.stage('conjugate gradients');
  const solving = subControl(control, 0.1, 1);
  // Within a product only whether to go on is asked.
  const within: Control = { checkpoint: () => solving.checkpoint(0), stage: () => {} };
  const start = (await savedStart(checkpoints, n * k)) ?? (problem.start && transposed(problem.start, n, k));
  const save = regularSaves(checkpoints, [k, n]);
  const found = await conjugateGradients(
    {
      rhs: transposed(labels.data, n, k),
      systems: k,
      async multiply(v, out) {
        await product.multiply(v, out, within);
        for (let i = 0; i < out.length; i++) out[i]! += ridge * v[i]!;
      },
      async precondition(v, out) {
        if (inverse) await inverse.multiply(v, out);
        else out.set(v);
      },
    },
    { tolerance, mostIterations, start, visit: (x) => save(() => x) },
    solving,
  );
  const residual = requireConverged(found, tolerance);
  const weights = matrix(n, k, transposed(found.x, k, n));
  // y − Kα = λα
  const trainMse = weights.data.reduce((sum, weight) => sum + (ridge * weight) ** 2, 0) / weights.data.length;
  const certificate = {
    rank: pivots.length,
    iterations: found.iterations,
    relativeResidual: residual,
    exactResidual: residual,
    checkedRows: n,
  };
  await control.checkpoint(1);
  return { solver: 'conjugate_gradients', ...source, ridge, jitter: 0, trainMse, weights, certificate };
}
