import type { Matrix } from '../../../nd-array.ts';
import type { Engine } from '../../../wasm/engine.ts';
import { loadBlock, storeBlock } from './tile-memory.ts';

/** Reflectors that are applied together. */
export const REFLECTORS = 64;

/**
 * Products of {@link REFLECTORS} reflectors each, Hⱼ⋯Hⱼ₊₆₃ = I − VᵀTV: V holds vⱼ in its rows, and T is upper triangular.
 *
 * Schreiber & Van Loan, SIAM J. Sci. Stat. Comput. 10 (1989); dlarft and dlarfb of LAPACK.
 */
export interface ReflectorContext {
  /** vⱼ in row j from entry j + 1 on, where it is 1; anything before. `[n, n]` */
  reflectors: Matrix;
  /** τⱼ, `[n]`; that of the last row is 0. */
  factors: Float64Array;
  /** T of every block, one below the other. `[blocks·64, 64]` */
  triangles: Matrix;
}

export interface ReflectionContext extends ReflectorContext {
  /** Every row x becomes H₀H₁⋯Hₙ₋₂x. `[m, n]` */
  vectors: Matrix;
  rowsPerIndex: number;
}

export function reflectorBlocks(n: number): number {
  return Math.ceil(n / REFLECTORS);
}

/** Makes T of one block for each index. */
export function reflectorTrianglesTask(wasm: Engine): (context: ReflectorContext) => (index: number) => void {
  return ({ reflectors, factors, triangles }) => {
    const n = reflectors.shape[0];
    wasm.reset();
    const v = wasm.allocate(REFLECTORS * n);
    const products = wasm.allocate(REFLECTORS * REFLECTORS);
    return (index) => {
      const first = index * REFLECTORS;
      const count = loadReflectors(wasm, v, reflectors, first);
      wasm.syrkLower(count, n - first, v, n - first, products, REFLECTORS, 1, 0);
      const gram = wasm.view(products, REFLECTORS * REFLECTORS);
      const t = triangles.data.subarray(first * REFLECTORS, (first + REFLECTORS) * REFLECTORS);
      // Column by column: T_ii = τ_i, and above it −τ_i·T·(V·v_i).
      for (let i = 0; i < count; i++) {
        const tau = factors[first + i]!;
        for (let r = 0; r < i; r++) {
          let sum = 0;
          for (let q = r; q < i; q++) sum += t[r * REFLECTORS + q]! * gram[i * REFLECTORS + q]!;
          t[r * REFLECTORS + i] = -tau * sum;
        }
        t[i * REFLECTORS + i] = tau;
      }
    };
  };
}

/** Applies all reflectors to some rows for each index, the last block first: X ← X − (X·Vᵀ)·Tᵀ·V. */
export function reflectRowsTask(wasm: Engine): (context: ReflectionContext) => (index: number) => void {
  return ({ reflectors, triangles, vectors, rowsPerIndex }) => {
    const n = reflectors.shape[0];
    wasm.reset();
    const v = wasm.allocate(REFLECTORS * n);
    const t = wasm.allocate(REFLECTORS * REFLECTORS);
    const [along, turned] = [wasm.allocate(rowsPerIndex * REFLECTORS), wasm.allocate(rowsPerIndex * REFLECTORS)];
    const x = wasm.allocate(rowsPerIndex * n);
    return (index) => {
      const row = index * rowsPerIndex;
      const rows = Math.min(rowsPerIndex, vectors.shape[0] - row);
      const place = { row, column: 0, rows, columns: n };
      loadBlock(wasm, x, vectors, place);
      for (let block = reflectorBlocks(n) - 1; block >= 0; block--) {
        const first = block * REFLECTORS;
        const length = n - first;
        const count = loadReflectors(wasm, v, reflectors, first);
        loadBlock(wasm, t, triangles, { row: first, column: 0, rows: REFLECTORS, columns: REFLECTORS });
        wasm.gemmNT(rows, count, length, x + 8 * first, n, v, length, along, REFLECTORS, 1, 0);
        wasm.gemmNT(rows, count, count, along, REFLECTORS, t, REFLECTORS, turned, REFLECTORS, 1, 0);
        wasm.gemmNN(rows, length, count, turned, REFLECTORS, v, length, x + 8 * first, n, -1, 1);
      }
      storeBlock(wasm, x, vectors, place);
    };
  };
}

/**
 * Copies the reflectors from row `first` on into an instance's memory, their entries from `first` on, with zeros before
 * their beginning.
 *
 * @returns how many there are
 */
function loadReflectors(wasm: Engine, offset: number, reflectors: Matrix, first: number): number {
  const n = reflectors.shape[0];
  const count = Math.min(REFLECTORS, n - first);
  const length = n - first;
  loadBlock(wasm, offset, reflectors, { row: first, column: first, rows: count, columns: length });
  const loaded = wasm.view(offset, count * length);
  for (let k = 0; k < count; k++) loaded.fill(0, k * length, k * length + k + 1);
  return count;
}
