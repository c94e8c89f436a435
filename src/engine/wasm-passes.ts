import { type GramInput, refineNearParallel } from '../kernels/gram.ts';
import type { Network } from '../kernels/network.ts';
import { propagateByMoments } from '../kernels/plain-passes.ts';
import type { Tile, TilePasses } from '../kernels/tile.ts';
import type { Bindings } from '../linalg/backends/openblas/bindings.ts';
import { dgemm } from '../linalg/backends/openblas/calls.ts';
import { ENGINE_ACTIVATIONS, type Engine } from '../wasm/engine.ts';

/** Numbers that tiles and panels of one problem may take together: 64 MiB, touched only as far as used. */
const ARENA_NUMBERS = 2 ** 23;
/** Input columns that a panel of rows is copied for at a time, where there is no BLAS. */
const PANEL_DEPTH = 1024;

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
  #panels: { left: number; right: number; rows: number; columns: number } | undefined;

  /** Takes the instance over: what was allocated in it before is gone. */
  constructor(wasm: Engine, blas: Bindings | null) {
    this.name = blas ? 'openblas+wasm' : 'wasm';
    this.#wasm = wasm;
    this.#blas = blas;
    // Grown once, so that no view dies later.
    wasm.reset();
    wasm.allocate(ARENA_NUMBERS);
    wasm.reset();
  }

  allocateTile(rows: number, columns: number): Tile {
    const array = (length: number) => this.#wasm.view(this.#wasm.allocate(length), length);
    const pairs = () => array(rows * columns);
    return {
      rows,
      columns,
      kernel: pairs(),
      tangent: pairs(),
      generated: pairs(),
      covariance: pairs(),
      scratch: pairs(),
      variance1: array(rows),
      variance2: array(columns),
    };
  }

  gram(left: GramInput, rowStart: number, right: GramInput, columnStart: number, tile: Tile): void {
    const { rows, columns, kernel } = tile;
    if (this.#blas) this.#gramByBlas(this.#blas, left, rowStart, right, columnStart, tile);
    else this.#gramByWasm(left, rowStart, right, columnStart, tile);
    for (let i = 0; i < rows; i++) {
      const values = kernel.subarray(i * columns, (i + 1) * columns);
      refineNearParallel(left, rowStart + i, right, columnStart, columnStart + columns, values);
    }
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

  #gramByBlas(blas: Bindings, left: GramInput, rowStart: number, right: GramInput, columnStart: number, tile: Tile): void {
    const inner = left.rows.shape[1];
    dgemm(blas, {
      rows: tile.rows,
      inner,
      columns: tile.columns,
      a: { data: left.rows.data.subarray(rowStart * inner, (rowStart + tile.rows) * inner), stride: inner },
      b: { data: right.rows.data.subarray(columnStart * inner, (columnStart + tile.columns) * inner), stride: inner },
      c: { data: tile.kernel, stride: tile.columns },
      transposeB: true,
      alpha: 1 / inner,
    }).now();
  }

  /** Panels of rows are copied into the instance, some columns at a time, and their products added up. */
  #gramByWasm(left: GramInput, rowStart: number, right: GramInput, columnStart: number, { rows, columns, kernel }: Tile): void {
    const inner = left.rows.shape[1];
    const { left: a, right: b } = this.#panelsFor(rows, columns);
    for (let from = 0; from < inner; from += PANEL_DEPTH) {
      const depth = Math.min(PANEL_DEPTH, inner - from);
      this.#copyPanel(left, rowStart, rows, from, depth, a);
      this.#copyPanel(right, columnStart, columns, from, depth, b);
      this.#wasm.gemmNT(rows, columns, depth, a, depth, b, depth, kernel.byteOffset, columns, 1 / inner, from === 0 ? 0 : 1);
    }
  }

  #panelsFor(rows: number, columns: number): { left: number; right: number } {
    if (this.#panels === undefined || this.#panels.rows < rows || this.#panels.columns < columns) {
      const left = this.#wasm.allocate(rows * PANEL_DEPTH);
      this.#panels = { left, right: this.#wasm.allocate(columns * PANEL_DEPTH), rows, columns };
    }
    return this.#panels;
  }

  #copyPanel(
    { rows: { data, shape } }: GramInput,
    start: number,
    count: number,
    from: number,
    depth: number,
    offset: number,
  ): void {
    const panel = this.#wasm.view(offset, count * depth);
    for (let i = 0; i < count; i++) {
      const source = (start + i) * shape[1] + from;
      panel.set(data.subarray(source, source + depth), i * depth);
    }
  }
}
