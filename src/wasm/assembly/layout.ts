/**
 * Fixed places in the linear memory: working areas from `__heap_base`, then the caller's memory from `heapStart()`.
 *
 * Addresses and strides in bytes are `usize`; leading dimensions are in elements.
 */

/** Bytes of one f64. */
export const F64: usize = 8;

/** Rows × columns of the register block of a matrix product. */
export const BLOCK_ROWS: i32 = 4;
export const BLOCK_COLUMNS: i32 = 4;

/** Cache blocks of a matrix product: a panel of B's columns × depth stays in L1, rows × depth in L2. */
export const CACHE_ROWS: i32 = 128;
export const CACHE_COLUMNS: i32 = 512;
export const CACHE_DEPTH: i32 = 256;

/** Order of the triangular blocks that are solved by substitution. */
export const TRIANGLE: i32 = 32;

/** Pairs of points that an activation handles at a time. */
export const CHUNK: i32 = 256;

/** Blocks of random words that are made together, and bytes of the keys of ten rounds and of the words of such a group. */
export const GROUP_BLOCKS: u32 = 8;
export const GROUP_BYTES: usize = 128;
export const ROUND_KEYS_BYTES: usize = 160;

const ALIGNMENT: usize = 63;
@inline
function start(): usize {
  return (__heap_base + ALIGNMENT) & ~ALIGNMENT;
}

const PACKED_A_BYTES: usize = <usize>(CACHE_ROWS * CACHE_DEPTH) * F64;
const PACKED_B_BYTES: usize = <usize>(CACHE_COLUMNS * CACHE_DEPTH) * F64;
const TILE_BYTES: usize = <usize>(BLOCK_ROWS * BLOCK_COLUMNS) * F64;
const TRIANGLE_BYTES: usize = <usize>(TRIANGLE * TRIANGLE) * F64;
const STRIP_BYTES: usize = <usize>(TRIANGLE * 8) * F64;
const ROW_BYTES: usize = <usize>CHUNK * F64;

/** Panels of A, of B, and one register block of C (for edges). */
export function packedA(): usize {
  return start();
}
export function packedB(): usize {
  return packedA() + PACKED_A_BYTES;
}
export function edgeTile(): usize {
  return packedB() + PACKED_B_BYTES;
}

/** A triangular block with its diagonal inverted, and a strip of eight right-hand sides. */
export function triangle(): usize {
  return edgeTile() + TILE_BYTES;
}
export function strip(): usize {
  return triangle() + TRIANGLE_BYTES;
}

/** Per-point quantities of the two sides of a chunk, three rows each. */
export function leftSide(): usize {
  return strip() + STRIP_BYTES;
}
export function rightSide(): usize {
  return leftSide() + 3 * ROW_BYTES;
}

/** Of the pairs of a chunk: E[φ′φ′], ρ, √(1−ρ²) and asin ρ; then room for a few pairs. */
export function derivativeRow(): usize {
  return rightSide() + 3 * ROW_BYTES;
}
export function correlationRow(): usize {
  return derivativeRow() + ROW_BYTES;
}
export function sineRow(): usize {
  return correlationRow() + ROW_BYTES;
}
export function angleRow(): usize {
  return sineRow() + ROW_BYTES;
}
export function spare(): usize {
  return angleRow() + ROW_BYTES;
}

/** Keys of all rounds of a random generator, and one group of its blocks. */
export function roundKeys(): usize {
  return spare() + 256;
}
export function edgeGroup(): usize {
  return roundKeys() + ROUND_KEYS_BYTES;
}

/** The first byte that belongs to the caller. */
export function heapStart(): usize {
  return (edgeGroup() + GROUP_BYTES + ALIGNMENT) & ~ALIGNMENT;
}
