import { type Control, subControl } from '../../control.ts';
import type { Engine } from '../../engine/engine.ts';
import type { Hypernetwork } from '../../kernels/architecture.ts';
import type { HypernetworkPoints } from '../../kernels/points.ts';
import type { Matrix, NdArray } from '../../nd-array.ts';
import { conjugateGradients } from '../iterative/conjugate-gradients.ts';
import { requireConverged } from '../iterative/reached.ts';
import { regularSaves } from '../iterative/regular-saves.ts';
import { requirePositive } from '../positive-ridge.ts';
import type { Checkpoints, RegressionBase, RegressionKernel } from '../regression.ts';
import { absoluteRidge, type Ridge } from '../ridge.ts';
import { type Certificate, certify } from './certificate.ts';
import { decompose, gridDiagonal } from './decompose.ts';
import type { CoordinatePair } from './image-factors.ts';
import { KroneckerInverse } from './kronecker-inverse.ts';
import { multiplySum } from './kronecker-sum.ts';
import { hide, toLayout } from './layout.ts';
import { nearestKronecker } from './nearest-kronecker.ts';

/** Image factors that are held: 5 GiB. Larger ones are made anew in each product. */
export const MOST_FACTOR_NUMBERS = 5 * 2 ** 27;

export interface FullGridProblem {
  architecture: Hypernetwork;
  kernel: RegressionKernel;
  /** With pairing `grid`. */
  points: HypernetworkPoints;
  /** y, `[n·p, k]`, x-major; what is not observed is not read. */
  labels: Matrix;
  /** 1 where a point is observed, `[n·p]`; every point unless given. */
  observed?: Uint8Array | undefined;
  ridge: Ridge;
  /** ‖y − (K + λI)α‖/‖y‖ to reach, for each column of y. */
  tolerance: number;
  mostIterations: number;
}

export interface FullGridRegression extends RegressionBase {
  solver: 'full_grid';
  architecture: Hypernetwork;
  points: HypernetworkPoints;
  /** α = (K + λI)⁻¹y, `[k, n, p]`; 0 where nothing was observed. */
  weights: NdArray;
  certificate: Certificate;
  /** Pairs of coordinates, see {@link GridDecomposition}. */
  pivots: readonly CoordinatePair[];
  /** B_qᵀ, `[p, r·p]`; see {@link KroneckerSum}. */
  coordinateFactors: Matrix;
}

/**
 * Fits α = (K + λI)⁻¹y over all images × all coordinates, without ever holding K.
 *
 * K is a short sum of Kronecker products ({@link decompose}); conjugate gradients are preconditioned by
 * the nearest single one. With a mask, all vectors are 0 where nothing was observed.
 *
 * @throws HypertangentError `invalid_value` unless λ > 0, `tolerance_not_reached`
 */
export async function fitFullGrid(
  problem: FullGridProblem,
  engine: Engine,
  control: Control,
  checkpoints?: Checkpoints,
): Promise<FullGridRegression> {
  const { architecture, kernel, points, observed, tolerance, mostIterations } = problem;
  const { x, z } = points;
  const grid = { architecture, kernel, x, z };
  const k = problem.labels.shape[1];
  control.stage('kernel');
  const options = { tolerance, mostNumbers: MOST_FACTOR_NUMBERS };
  const decomposition = await decompose(grid, options, engine, subControl(control, 0, 0.1));
  const { sum, pivots, classes } = decomposition;
  const ridge = requirePositive(absoluteRidge(problem.ridge, await gridDiagonal(grid, classes, engine)), 'full_grid');
  control.stage('preconditioner');
  const { a, b } = await nearestKronecker(decomposition, engine.linalg);
  const inverse = await KroneckerInverse.make(a, b, ridge, engine.linalg);
  await control.checkpoint(0.2);

  control.stage('conjugate gradients');
  const rhs = toLayout(problem.labels);
  const scratch = new Float64Array(rhs.length * pivots.length);
  const mask = (v: Float64Array) => observed && hide(v, observed);
  mask(rhs);
  const shape = [k, x.shape[0], z.shape[0]];
  const start = (await checkpoints?.load())?.data;
  const found = await conjugateGradients(
    {
      rhs,
      systems: k,
      async multiply(v, out) {
        await multiplySum(sum, v, out, scratch, engine.linalg);
        for (let i = 0; i < out.length; i++) out[i]! += ridge * v[i]!;
        mask(out);
      },
      async precondition(v, out) {
        await inverse.multiply(v, out, scratch);
        mask(out);
      },
    },
    { tolerance, mostIterations, start, visit: regularSaves(checkpoints, shape) },
    subControl(control, 0.2, 0.95),
  );
  const relativeResidual = requireConverged(found, tolerance);
  const { x: weights, iterations } = found;
  const rows = await certify({ ...grid, weights, outputs: k, ridge, observed }, rhs, engine, subControl(control, 0.95, 1));
  const fitted = { architecture, kernel, points, ridge, jitter: 0, trainMse: trainMse(weights, ridge, observed) };
  const certificate = { rank: pivots.length, iterations, relativeResidual, ...rows };
  const coordinateFactors = sum.coordinates;
  return { solver: 'full_grid', ...fitted, weights: { shape, data: weights }, certificate, pivots, coordinateFactors };
}

/** y − Kα = λα. */
function trainMse(weights: Float64Array, ridge: number, observed: Uint8Array | undefined): number {
  let sum = 0;
  for (const weight of weights) sum += (ridge * weight) ** 2;
  const share = observed ? observed.reduce((count, value) => count + value, 0) / observed.length : 1;
  return sum / (weights.length * share);
}
