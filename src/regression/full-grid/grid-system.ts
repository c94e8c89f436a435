import { type Control, subControl } from '../../control.ts';
import type { Engine } from '../../engine/engine.ts';
import { conjugateGradients } from '../iterative/conjugate-gradients.ts';
import { requireConverged } from '../iterative/reached.ts';
import { requirePositive } from '../positive-ridge.ts';
import { decompose, type GridDecomposition } from './decompose.ts';
import type { GridKernel } from './grid-kernel.ts';
import { KroneckerInverse } from './kronecker-inverse.ts';
import { multiplySum } from './kronecker-sum.ts';
import { hide } from './layout.ts';
import { nearestKronecker } from './nearest-kronecker.ts';

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
  /** Called after each iteration with α so far. */
  visit?: (solution: Float64Array) => Promise<void>;
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
  #scratch = new Float64Array(0);

  private constructor(decomposition: GridDecomposition, inverse: KroneckerInverse, engine: Engine) {
    this.decomposition = decomposition;
    this.#inverse = inverse;
    this.#engine = engine;
  }

  /**
   * Takes K apart, see {@link decompose}, and the nearest single Kronecker product into its eigenvectors.
   *
   * @param tolerance of the systems that will be solved
   */
  static async make(grid: GridKernel, tolerance: number, engine: Engine, control: Control): Promise<GridSystem> {
    control.stage('kernel');
    const options = { tolerance, mostNumbers: MOST_FACTOR_NUMBERS };
    const decomposition = await decompose(grid, options, engine, subControl(control, 0, 0.5));
    control.stage('preconditioner');
    const { a, b } = await nearestKronecker(decomposition, engine.linalg);
    const inverse = await KroneckerInverse.make(a, b, engine.linalg);
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
    const { sum, pivots } = this.decomposition;
    const scratch = this.#room(rhs.length * pivots.length);
    const mask = (v: Float64Array) => observed && hide(v, observed);
    mask(rhs);
    const problem = {
      rhs,
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
    const found = await conjugateGradients(problem, { ...limits, start, ...(visit && { visit }) }, control);
    const relativeResidual = requireConverged(found, limits.tolerance);
    return { x: found.x, iterations: found.iterations, relativeResidual };
  }

  #room(length: number): Float64Array {
    if (this.#scratch.length < length) this.#scratch = new Float64Array(length);
    return this.#scratch;
  }
}
