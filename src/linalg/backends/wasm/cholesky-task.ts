import type { Matrix } from '../../../nd-array.ts';
import type { Engine } from '../../../wasm/engine.ts';
import type { FailedPivot } from '../../backend.ts';
import { type Block, loadBlock, storeBlock, storeLower } from './tile-memory.ts';

/** Rows and columns of a block: three of them, 1.5 MiB, stay in the second-level cache. */
export const CHOLESKY_BLOCK = 256;

/** Blocks L_kj that a thread keeps for all blocks below: 32 MiB. Of those beyond, one at a time. */
const RESIDENT = 64;

/** One column of blocks of A = LLᵀ, left-looking: the columns before `column` hold L already. */
export interface CholeskyContext {
  a: Matrix;
  /** First column of the blocks. */
  column: number;
}

/** Blocks on and below the diagonal. */
export function columnBlocks({ a, column }: CholeskyContext): number {
  return Math.ceil((a.shape[0] - column) / CHOLESKY_BLOCK);
}

/** A_ik ← A_ik − Σ_{j<k} L_ij·L_kjᵀ, one block i for each index (0: the one on the diagonal). */
export function choleskyUpdateTask(wasm: Engine): (context: CholeskyContext) => (index: number) => void {
  return ({ a, column }) => {
    wasm.reset();
    const columns = Math.min(CHOLESKY_BLOCK, a.shape[0] - column);
    const [left, target] = [allocateBlock(wasm), allocateBlock(wasm)];
    const rights = Array.from({ length: Math.min(RESIDENT, column / CHOLESKY_BLOCK) }, () => allocateBlock(wasm));
    const last = allocateBlock(wasm);
    const loadRight = (offset: number, j: number) =>
      loadBlock(wasm, offset, a, { row: column, column: j * CHOLESKY_BLOCK, rows: columns, columns: CHOLESKY_BLOCK });
    for (const [j, offset] of rights.entries()) loadRight(offset, j);
    return (index) => {
      const place = blockAt(a, column, index);
      loadBlock(wasm, target, a, place);
      for (let j = 0; j * CHOLESKY_BLOCK < column; j++) {
        const right = rights[j] ?? last;
        if (right === last) loadRight(last, j);
        if (index === 0) {
          wasm.syrkLower(columns, CHOLESKY_BLOCK, right, CHOLESKY_BLOCK, target, columns, -1, 1);
          continue;
        }
        loadBlock(wasm, left, a, { ...place, column: j * CHOLESKY_BLOCK, columns: CHOLESKY_BLOCK });
        wasm.gemmNT(place.rows, columns, CHOLESKY_BLOCK, left, CHOLESKY_BLOCK, right, CHOLESKY_BLOCK, target, columns, -1, 1);
      }
      if (index === 0) storeLower(wasm, target, a, column, columns);
      else storeBlock(wasm, target, a, place);
    };
  };
}

/** L_ik ← A_ik·L_kk⁻ᵀ, one block i below the diagonal for each index. */
export function choleskyPanelTask(wasm: Engine): (context: CholeskyContext) => (index: number) => void {
  return ({ a, column }) => {
    wasm.reset();
    const [diagonal, target] = [allocateBlock(wasm), allocateBlock(wasm)];
    const columns = Math.min(CHOLESKY_BLOCK, a.shape[0] - column);
    loadBlock(wasm, diagonal, a, blockAt(a, column, 0));
    return (index) => {
      const place = blockAt(a, column, index + 1);
      loadBlock(wasm, target, a, place);
      wasm.trsmRightLowerTransposed(place.rows, columns, diagonal, columns, target, columns);
      storeBlock(wasm, target, a, place);
    };
  };
}

/** L_kk from A_kk, in the calling thread. */
export function choleskyDiagonal(wasm: Engine, { a, column }: CholeskyContext): FailedPivot | null {
  wasm.reset();
  const place = blockAt(a, column, 0);
  const offset = wasm.allocate(place.rows * place.rows);
  loadBlock(wasm, offset, a, place);
  const failed = wasm.potrf(place.rows, offset, place.rows);
  if (failed >= 0) return { index: column + failed, value: wasm.view(offset, place.rows * place.rows)[failed * (place.rows + 1)]! };
  storeLower(wasm, offset, a, column, place.rows);
  return null;
}

function blockAt(a: Matrix, column: number, index: number): Block {
  const size = a.shape[0];
  const row = column + index * CHOLESKY_BLOCK;
  return { row, column, rows: Math.min(CHOLESKY_BLOCK, size - row), columns: Math.min(CHOLESKY_BLOCK, size - column) };
}

function allocateBlock(wasm: Engine): number {
  return wasm.allocate(CHOLESKY_BLOCK * CHOLESKY_BLOCK);
}
