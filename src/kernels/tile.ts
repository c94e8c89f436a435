import type { Matrix } from '../nd-array.ts';
import type { GramInput } from './gram.ts';
import type { Network } from './network.ts';

/** Rows and columns of a tile: with its working arrays it stays in the second-level cache. */
export const TILE_ROWS = 128;
export const TILE_COLUMNS = 256;

/** Tiles whose inner products are made together: large products are faster than small ones. */
export const BLOCK_ROWS = 256;
export const BLOCK_COLUMNS = 512;

/**
 * A block of pairs (u_i, u′_j), row-major and contiguous, on its way through the layers of a network.
 *
 * Arrays may be longer than the tile; what counts is their first rows × columns (or rows, or columns) elements.
 */
export interface Tile {
  rows: number;
  columns: number;
  /** K^l of each pair. */
  readonly kernel: Float64Array;
  /** Θ^l of each pair. */
  readonly tangent: Float64Array;
  /** S(x, x′) of each pair, the covariance of generated weights. */
  readonly generated: Float64Array;
  /** Λ^l of each pair. */
  readonly covariance: Float64Array;
  /** Λ^l(u, u) of the rows and of the columns. */
  readonly variance1: Float64Array;
  readonly variance2: Float64Array;
  /** Room for one more number of each pair. */
  readonly scratch: Float64Array;
  /** Room for the tile the other way round, `[columns, rows]`. */
  readonly transposed: Float64Array;
}

/** A tile whose arrays come from `allocate`. */
export function makeTile(rows: number, columns: number, allocate: (length: number) => Float64Array): Tile {
  const pairs = () => allocate(rows * columns);
  return {
    rows,
    columns,
    kernel: pairs(),
    tangent: pairs(),
    generated: pairs(),
    covariance: pairs(),
    scratch: pairs(),
    transposed: pairs(),
    variance1: allocate(rows),
    variance2: allocate(columns),
  };
}

/** The arithmetic on tiles, so that it can be done by plain loops or by faster means with the same result up to rounding. */
export interface TilePasses {
  /** Appears in every result's provenance. */
  readonly name: string;
  /** A tile with room for `rows × columns` pairs; valid as long as the passes. */
  allocateTile(rows: number, columns: number): Tile;
  /** Room for so many numbers; valid as long as the passes. */
  allocate(length: number): Float64Array;
  /** Σ⁰ = x_iᵀx′_j/d, refined for nearly parallel rows, into the allocated `out`, row-major without gaps. */
  gram(left: GramRange, right: GramRange, out: Float64Array): void;
  /**
   * One layer (see recursion.ts): K^l, Θ^l → K^{l+1}, Θ^{l+1} in place.
   *
   * @param layer l, from 1
   * @param generated whether S stands in the tile (S = 1 otherwise)
   * @param needsTangent whether Θ is wanted
   */
  layer(network: Network, layer: number, tile: Tile, generated: boolean, needsTangent: boolean): void;
  /** out[i, j] = table[left[i], right[j]]; the table must not change as long as the passes. */
  gather(table: Matrix, left: Int32Array, right: Int32Array, out: Float64Array): void;
  /** out[k] = a[k]·b[k] for the first `count` numbers of a tile's arrays. */
  multiply(count: number, a: Float64Array, b: Float64Array, out: Float64Array): void;
  /** Writes a tile's array into a matrix of `stride` columns, from its element `offset` on. */
  place(rows: number, columns: number, source: Float64Array, target: Float64Array, offset: number, stride: number): void;
  /** target = sourceᵀ: `[rows, columns]` → `[columns, rows]`, both of a tile. */
  transpose(rows: number, columns: number, source: Float64Array, target: Float64Array): void;
  /** Whether none of the first `count` numbers of a tile's array is NaN or infinite. */
  allFinite(values: Float64Array, count: number): boolean;
}

/** Some rows of an input: `count` from `start` on. */
export interface GramRange {
  input: GramInput;
  start: number;
  count: number;
}
