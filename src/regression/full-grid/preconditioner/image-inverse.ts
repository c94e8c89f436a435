import type { Control } from '../../../control.ts';
import type { Engine } from '../../../engine/engine.ts';
import type { Matrix } from '../../../nd-array.ts';
import type { GridDecomposition } from '../decomposition/decompose.ts';
import type { GridKernel } from '../grid-kernel.ts';
import { EigenInverse } from './eigen-inverse.ts';
import { NeighbourInverse } from './neighbour-inverse.ts';

/** (b·A₀ + λI)⁻¹, exactly or about, for many b at once: symmetric positive definite for each. */
export interface ImageInverse {
  /**
   * Column j of `columns`, `[n, p]`, becomes (b_j·A₀ + λI)⁻¹ of what it was.
   *
   * @param scales b_j, ascending, `[p]`; not above 0: rounding
   * @param ridge λ > 0
   * @param scratch room for n·p numbers
   */
  multiply(columns: Matrix, scales: Float64Array, ridge: number, scratch: Float64Array): Promise<void>;
}

/** An inverse for A₀ ⊗ B₀ + λI, the nearest Kronecker product: B₀ = Σ β_q B_q. */
export interface NearestInverse {
  images: ImageInverse;
  beta: Float64Array;
}

export type MakeInverse = (
  grid: GridKernel,
  decomposition: GridDecomposition,
  engine: Engine,
  control: Control,
) => Promise<NearestInverse>;

/** Images of which every eigenvector is computed: 1.2 GB of them. */
export const MOST_EIGEN_IMAGES = 12_288;

/** Exact by eigenvectors where there are few enough images, else by landmarks and neighbours. */
export const nearestInverse: MakeInverse = (grid, ...rest) =>
  grid.x.shape[0] <= MOST_EIGEN_IMAGES ? EigenInverse.make(grid, ...rest) : NeighbourInverse.make(grid, ...rest);
