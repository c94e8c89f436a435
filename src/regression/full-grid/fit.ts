import type { Checkpoints } from '../../checkpoints.ts';
import { type Control, subControl } from '../../control.ts';
import type { Engine } from '../../engine/engine.ts';
import type { Hypernetwork } from '../../kernels/architecture.ts';
import type { CoordinatePair } from '../../kernels/hypernetwork-pairs.ts';
import type { HypernetworkPoints } from '../../kernels/points.ts';
import type { Matrix, NdArray } from '../../nd-array.ts';
import { regularSaves, savedStart } from '../iterative/regular-saves.ts';
import type { Certificate, RegressionBase, RegressionKernel } from '../regression.ts';
import { absoluteRidge, type Ridge } from '../ridge.ts';
import { certify } from './certificate.ts';
import { storedFactors } from './decomposition/coordinate-factors.ts';
import { gridDiagonal } from './decomposition/decompose.ts';
import { hide, toLayout } from './decomposition/layout.ts';
import { GridSystem } from './grid-system.ts';

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
  /** α to begin with, `[k, n, p]`, where nothing was saved; 0 unless given. Not changed. */
  start?: Float64Array | undefined;
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
  /** B_qᵀ, `[p, r·p]`; see {@link storedFactors}. */
  coordinateFactors: Matrix;
}

/**
 * Fits α = (K + λI)⁻¹y over all images × all coordinates, without ever holding K.
 *
 * K is a short sum of Kronecker products; conjugate gradients are preconditioned by the nearest single one.
 * See {@link GridSystem}.
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
  const system = await GridSystem.make(grid, tolerance, engine, subControl(control, 0, 0.2));
  const { pivots, coefficients, classes } = system.decomposition;
  const { scale, value } = problem.ridge;
  const ridge = scale === 'absolute' ? value : absoluteRidge(problem.ridge, await gridDiagonal(grid, classes, engine));

  const k = problem.labels.shape[1];
  const rhs = toLayout(problem.labels);
  const shape = [k, x.shape[0], z.shape[0]];
  const start = (await savedStart(checkpoints, rhs.length)) ?? observedPart(problem.start, observed);
  const options = { tolerance, mostIterations, observed, start, visit: regularSaves(checkpoints, shape) };
  const solving = subControl(control, 0.2, 0.95);
  const { x: weights, iterations, relativeResidual } = await system.solve(rhs, k, ridge, options, solving);
  const rows = await certify({ ...grid, weights, outputs: k, ridge, observed }, rhs, engine, subControl(control, 0.95, 1));
  const fitted = { architecture, kernel, points, ridge, jitter: 0, trainMse: trainMse(weights, ridge, observed) };
  const certificate = { rank: pivots.length, iterations, relativeResidual, ...rows };
  const coordinateFactors = storedFactors(coefficients, classes.classOf);
  return { solver: 'full_grid', ...fitted, weights: { shape, data: weights }, certificate, pivots, coordinateFactors };
}

/** Weights, 0 where nothing is observed: a solution stays what it is there. */
function observedPart(start: Float64Array | undefined, observed: Uint8Array | undefined): Float64Array | undefined {
  if (!start || !observed) return start;
  const part = start.slice();
  hide(part, observed);
  return part;
}

/** y − Kα = λα. */
function trainMse(weights: Float64Array, ridge: number, observed: Uint8Array | undefined): number {
  let sum = 0;
  for (const weight of weights) sum += (ridge * weight) ** 2;
  const share = observed ? observed.reduce((count, value) => count + value, 0) / observed.length : 1;
  return sum / (weights.length * share);
}
