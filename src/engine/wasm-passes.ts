import { NEAR_PARALLEL, nearParallelCovariance } from '../kernels/gram.ts';
import type { Network } from '../kernels/network.ts';
import { gatherPlainly, placeRows, propagateByMoments } from '../kernels/plain-passes.ts';
import {
  BLOCK_COLUMNS,
  BLOCK_ROWS,
  type GramRange,
  makeTile,
  TILE_COLUMNS,
  TILE_ROWS,
  type Tile,
  type TilePasses,
} from '../kernels/tile.ts';
import type { Bindings } from '../linalg/backends/openblas/bindings.ts';
import { dgemm, dlacpy } from '../linalg/backends/openblas/calls.ts';
import type { Matrix } from '../nd-array.ts';
import { ENGINE_ACTIVATIONS, type Engine } from '../wasm/engine.ts';

/** Numbers that tiles and panels of one problem may take together: 64 MiB, touched only as far as used. */
const ARENA_NUMBERS = 2 ** 23;
/** Of those, numbers of tables that are gathered from, where no tile is larger than TILE_ROWS × TILE_COLUMNS. */
const MOST_TABLE_NUMBERS = 3 * 2 ** 21;
/** Numbers of a tile from which LAPACK copies it, and not JavaScript row by row. */
const LEAST_COPIED = 4096;
/** Input columns that a panel of rows is copied for at a time, where there is no BLAS. */
export const PANEL_DEPTH = 1024;

/**
 * Tiles in the memory of a WebAssembly instance: the product by BLAS where there is one, the layers by
 * SIMD code; activations without such code by their own moments.
 */
export class WasmPasses implements TilePasses {
  readonly name: string;
  readonly #wasm: Engine;
  readonly #blas: Bindings | null;
  #derivative = new Float64Array(0);
  #variance1 = new Float64Array(0);
  readonly #panels: { left: Float64Array; right: Float64Array };
  readonly #indices: { left: Int32Array; right: Int32Array };
  readonly #tables = new Map<Float64Array, number>();
  #tableNumbers = 0;
  readonly #norms: { left: Float64Array; right: Float64Array; found: Float64Array };

  /** Takes the instance over: what was allocated in it before is gone. */
  constructor(wasm: Engine, blas: Bindings | null) {
    this.name = blas ? 'openblas+wasm' : 'wasm';
    this.#wasm = wasm;
    this.#blas = blas;
    // Grown once, so that no view dies later.
    wasm.reset();
    wasm.allocate(ARENA_NUMBERS);
    wasm.reset();
    this.#panels = { left: this.allocate(BLOCK_ROWS * PANEL_DEPTH), right: this.allocate(BLOCK_COLUMNS * PANEL_DEPTH) };
    this.#indices = { left: this.#allocateIndices(TILE_ROWS), right: this.#allocateIndices(TILE_COLUMNS) };
    this.#norms = {
      left: this.allocate(BLOCK_ROWS),
      right: this.allocate(BLOCK_COLUMNS),
      found: this.allocate(BLOCK_ROWS * BLOCK_COLUMNS),
    };
  }

  allocateTile(rows: number, columns: number): Tile {
    return makeTile(rows, columns, (length) => this.allocate(length));
  }

  allocate(length: number): Float64Array {
    return this.#wasm.view(this.#wasm.allocate(length), length);
  }

  #allocateIndices(length: number): Int32Array {
    const { buffer, byteOffset } = this.allocate(Math.ceil(length / 2));
    return new Int32Array(buffer, byteOffset, length);
  }

  gram(left: GramRange, right: GramRange, out: Float64Array): void {
    if (this.#blas) gramByBlas(this.#blas, left, right, out);
    else this.#gramByWasm(left, right, out);
    this.#refine(left, right, out);
  }

  gather(table: Matrix, left: Int32Array, right: Int32Array, out: Float64Array): void {
    const [rows, columns] = [left.length, right.length];
    const inside = out.buffer === this.#indices.left.buffer && rows <= TILE_ROWS && columns <= TILE_COLUMNS;
    const place = inside ? this.#placeOf(table) : undefined;
    if (place === undefined) {
      gatherPlainly(table, left, right, out);
      return;
    }
    this.#indices.left.set(left);
    this.#indices.right.set(right);
    const { byteOffset: leftPlace } = this.#indices.left;
    const { byteOffset: rightPlace } = this.#indices.right;
    this.#wasm.gather(rows, columns, place, table.shape[1], leftPlace, rightPlace, out.byteOffset);
  }

  /** Where the instance has its copy of a table; undefined when there is no room for one. */
  #placeOf({ data }: Matrix): number | undefined {
    const known = this.#tables.get(data);
    if (known !== undefined) return known;
    if (this.#tableNumbers + data.length > MOST_TABLE_NUMBERS) return undefined;
    this.#tableNumbers += data.length;
    const copy = this.allocate(data.length);
    copy.set(data);
    this.#tables.set(data, copy.byteOffset);
    return copy.byteOffset;
  }

  multiply(count: number, a: Float64Array, b: Float64Array, out: Float64Array): void {
    this.#wasm.multiply(count, a.byteOffset, b.byteOffset, out.byteOffset);
  }

  place(rows: number, columns: number, source: Float64Array, target: Float64Array, offset: number, stride: number): void {
    // One call of C costs as much as a few rows.
    if (this.#blas === null || rows * columns < LEAST_COPIED) placeRows(rows, columns, source, target, offset, stride);
    else dlacpy(this.#blas, rows, columns, { data: source, stride: columns }, { data: target.subarray(offset), stride }).now();
  }

  transpose(rows: number, columns: number, source: Float64Array, target: Float64Array): void {
    this.#wasm.transpose(rows, columns, source.byteOffset, target.byteOffset);
  }

  allFinite(values: Float64Array, count: number): boolean {
    return this.#wasm.allFinite(count, values.byteOffset) !== 0;
  }

  layer(network: Network, layer: number, tile: Tile, generated: boolean, needsTangent: boolean): void {
    const { activation, weightVariance, biasVariance } = network;
    if (!(activation.name in ENGINE_ACTIVATIONS)) {
      this.#propagateByMoments(network, layer, tile, generated, needsTangent);
      return;
    }
    this.#wasm.propagateLayer(
      ENGINE_ACTIVATIONS[activation.name as keyof typeof ENGINE_ACTIVATIONS],
      activation.parameter ?? 0,
      tile.rows,
      tile.columns,
      tile.kernel.byteOffset,
      needsTangent ? tile.tangent.byteOffset : 0,
      generated ? tile.generated.byteOffset : 0,
      tile.variance1.byteOffset,
      tile.variance2.byteOffset,
      weightVariance[layer]!,
      biasVariance,
    );
  }

  #propagateByMoments(network: Network, layer: number, tile: Tile, generated: boolean, needsTangent: boolean): void {
    if (this.#derivative.length < tile.columns) {
      this.#derivative = new Float64Array(tile.columns);
      this.#variance1 = new Float64Array(tile.columns);
    }
    const row = { derivative: this.#derivative, variance1: this.#variance1 };
    propagateByMoments(network, layer, tile, generated, needsTangent, row);
  }

  /** Panels of rows are copied into the instance, some columns at a time, and their products added up. */
  #gramByWasm(left: GramRange, right: GramRange, out: Float64Array): void {
    const inner = left.input.rows.shape[1];
    const { left: a, right: b } = this.#panels;
    for (let from = 0; from < inner; from += PANEL_DEPTH) {
      const depth = Math.min(PANEL_DEPTH, inner - from);
      copyPanel(left, from, depth, a);
      copyPanel(right, from, depth, b);
      const keep = from === 0 ? 0 : 1;
      const { count: rows } = left;
      const { count: columns } = right;
      this.#wasm.gemmNT(rows, columns, depth, a.byteOffset, depth, b.byteOffset, depth, out.byteOffset, columns, 1 / inner, keep);
    }
  }

  /** Nearly parallel rows again, from the difference of their directions; they are few. */
  #refine(left: GramRange, right: GramRange, out: Float64Array): void {
    const { left: norm1, right: norm2, found } = this.#norms;
    norm1.set(left.input.norm.subarray(left.start, left.start + left.count));
    norm2.set(right.input.norm.subarray(right.start, right.start + right.count));
    const columns = right.count;
    const count = this.#wasm.findNearParallel(
      left.count,
      columns,
      out.byteOffset,
      norm1.byteOffset,
      norm2.byteOffset,
      1 - NEAR_PARALLEL,
      found.byteOffset,
    );
    for (const place of new Int32Array(found.buffer, found.byteOffset, count)) {
      const i = left.start + Math.floor(place / columns);
      const j = right.start + (place % columns);
      out[place] = nearParallelCovariance(left.input, i, right.input, j, Math.sign(out[place]!));
    }
  }
}

function gramByBlas(blas: Bindings, left: GramRange, right: GramRange, out: Float64Array): void {
  const inner = left.input.rows.shape[1];
  const view = ({ input, start, count }: GramRange) => ({
    data: input.rows.data.subarray(start * inner, (start + count) * inner),
    stride: inner,
  });
  dgemm(blas, {
    rows: left.count,
    inner,
    columns: right.count,
    a: view(left),
    b: view(right),
    c: { data: out, stride: right.count },
    transposeB: true,
    alpha: 1 / inner,
  }).now();
}

function copyPanel({ input: { rows }, start, count }: GramRange, from: number, depth: number, panel: Float64Array): void {
  const columns = rows.shape[1];
  for (let i = 0; i < count; i++) {
    const source = (start + i) * columns + from;
    panel.set(rows.data.subarray(source, source + depth), i * depth);
  }
}
