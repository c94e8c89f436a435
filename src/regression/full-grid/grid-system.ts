import { type Control, subControl } from '../../control.ts';
import type { Engine } from '../../engine/engine.ts';
import { conjugateGradients } from '../iterative/conjugate-gradients.ts';
import { requireConverged } from '../iterative/reached.ts';
import { requirePositive } from '../positive-ridge.ts';
import { combineFactors } from './decomposition/coordinate-factors.ts';
import { decompose, type GridDecomposition } from './decomposition/decompose.ts';
import { multiplySum } from './decomposition/kronecker-sum.ts';
import { fromBasis, hide, toBasis } from './decomposition/layout.ts';
import type { GridKernel } from './grid-kernel.ts';
import type { MakeInverse } from './preconditioner/image-inverse.ts';
import { KroneckerInverse } from './preconditioner/kronecker-inverse.ts';
import { nearestInverse } from './preconditioner/nearest-inverse.ts';

/** Image factors that are held: 5 GiB. Larger ones are made anew in each product. */
export const MOST_FACTOR_NUMBERS = 5 * 2 ** 27;

export interface SolveOptions {
  /** ‖y − (K + λI)α‖/‖y‖ to reach, for each of the k vectors. */
  tolerance: number;
  mostIterations: number;
  /** 1 where a point is observed, `[n·p]`; every point unless given. */
  observed?: Uint8Array | undefined;
  /** α to begin with, `[k, n, p]`. */
  start?: Float64Array | undefined;
  /** Called after each iteration; makes α so far when asked. */
  visit?: (solution: () => Float64Array) => Promise<void>;
}

export interface GridSolution {
  /** α, `[k, n, p]` */
  x: Float64Array;
  iterations: number;
  /** The largest ‖y − (K + λI)α‖/‖y‖. */
  relativeResidual: number;
}

/** K over a grid, ready to be solved with for any ridge, mask and right-hand sides. */
export class GridSystem {
  readonly decomposition: GridDecomposition;
  readonly #inverse: KroneckerInverse;
  readonly #engine: Engine;
  #scratch: Float64Array = new Float64Array(0);

  private constructor(decomposition: GridDecomposition, inverse: KroneckerInverse, engine: Engine) {
    this.decomposition = decomposition;
    this.#inverse = inverse;
    this.#engine = engine;
  }

  /**
   * Takes K apart, see {@link decompose}, and the nearest single Kronecker product into its eigenvectors.
   *
   * @param tolerance of the systems that will be solved
   * @param makeInverse of the nearest single Kronecker product, the preconditioner
   */
  static async make(
    grid: GridKernel,
    tolerance: number,
    engine: Engine,
    control: Control,
    makeInverse: MakeInverse = nearestInverse,
  ): Promise<GridSystem> {
    control.stage('kernel');
    const options = { tolerance, mostNumbers: MOST_FACTOR_NUMBERS };
    const decomposition = await decompose(grid, options, engine, subControl(control, 0, 0.5));
    control.stage('preconditioner');
    const { images, beta } = await makeInverse(grid, decomposition, engine, subControl(control, 0.5, 1));
    const blocks = combineFactors(decomposition.sum.coordinates, beta);
    const inverse = await KroneckerInverse.make(images, grid.x.shape[0], blocks, engine.linalg);
    await control.checkpoint(1);
    return new GridSystem(decomposition, inverse, engine);
  }

  /**
   * α = (K + λI)⁻¹y, `[k, n, p]`, by preconditioned conjugate gradients; with a mask, all vectors are 0
   * where nothing was observed.
   *
   * @param rhs y, `[k, n, p]`
   * @param systems k
   * @throws HypertangentError `invalid_value` unless λ > 0, `tolerance_not_reached`
   */
  async solve(
    rhs: Float64Array,
    systems: number,
    ridge: number,
    { observed, start, visit, ...limits }: SolveOptions,
    control: Control,
  ): Promise<GridSolution> {
    requirePositive(ridge, 'full_grid');
    const { sum, basis, pivots } = this.decomposition;
    const n = sum.images.rows;
    const scratch = this.#room(rhs.length * Math.max(2, pivots.length));
    const mask = (v: Float64Array) => {
      if (observed === undefined) return;
      const values = fromBasis(basis, n, v);
      hide(values, observed);
      v.set(toBasis(basis, n, values));
    };
    if (observed) hide(rhs, observed);
    const problem = {
      rhs: toBasis(basis, n, rhs),
      systems,
      multiply: async (v: Float64Array, out: Float64Array) => {
        await multiplySum(sum, v, out, scratch, this.#engine.linalg);
        for (let i = 0; i < out.length; i++) out[i]! += ridge * v[i]!;
        mask(out);
      },
      precondition: async (v: Float64Array, out: Float64Array) => {
        await this.#inverse.multiply(v, ridge, out, scratch);
        mask(out);
      },
    };
    control.stage('conjugate gradients');
    const options = {
      ...limits,
      start: start && toBasis(basis, n, start),
      ...(visit && { visit: (x: Float64Array) => visit(() => fromBasis(basis, n, x)) }),
    };
    const found = await conjugateGradients(problem, options, control);
    const relativeResidual = requireConverged(found, limits.tolerance);
    // Where nothing was left to do, what was begun with: a change of basis there and back rounds.
    const x = found.iterations === 0 && start ? start.slice() : fromBasis(basis, n, found.x);
    if (observed) hide(x, observed);
    return { x, iterations: found.iterations, relativeResidual };
  }

  #room(length: number): Float64Array {
    if (this.#scratch.length < length) this.#scratch = this.#engine.kernels.allocate(length);
    return this.#scratch;
  }
}
