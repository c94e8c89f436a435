import type { Control } from '../../../control.ts';
import type { Engine } from '../../../engine/engine.ts';
import type { Matrix } from '../../../nd-array.ts';
import type { GridDecomposition } from '../decomposition/decompose.ts';
import type { GridKernel } from '../grid-kernel.ts';

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
