import type { Matrix } from '../nd-array.ts';
import { gramRow } from './gram.ts';
import type { Network } from './network.ts';
import { type GramRange, makeTile, type Tile, type TilePasses } from './tile.ts';

/** The passes as plain loops, for every activation: the measure of the others. */
export class PlainPasses implements TilePasses {
  readonly name = 'javascript';
  #variance1 = new Float64Array(0);
  #derivative = new Float64Array(0);

  allocateTile(rows: number, columns: number): Tile {
    return makeTile(rows, columns, (length) => this.allocate(length));
  }

  allocate(length: number): Float64Array {
    return new Float64Array(length);
  }

  gram(left: GramRange, right: GramRange, out: Float64Array): void {
    const columns = right.count;
    for (let i = 0; i < left.count; i++) {
      const values = out.subarray(i * columns, (i + 1) * columns);
      gramRow(left.input, left.start + i, right.input, right.start, right.start + columns, values);
    }
  }

  gather(table: Matrix, left: Int32Array, right: Int32Array, out: Float64Array): void {
    gatherPlainly(table, left, right, out);
  }

  multiply(count: number, a: Float64Array, b: Float64Array, out: Float64Array): void {
    for (let k = 0; k < count; k++) out[k] = a[k]! * b[k]!;
  }

  place(rows: number, columns: number, source: Float64Array, target: Float64Array, offset: number, stride: number): void {
    placeRows(rows, columns, source, target, offset, stride);
  }

  transpose(rows: number, columns: number, source: Float64Array, target: Float64Array): void {
    for (let j = 0; j < columns; j++) for (let i = 0; i < rows; i++) target[j * rows + i] = source[i * columns + j]!;
  }

  allFinite(values: Float64Array, count: number): boolean {
    let sum = 0;
    for (let k = 0; k < count; k++) sum += values[k]! * 0;
    return sum === 0;
  }

  layer(network: Network, layer: number, tile: Tile, generated: boolean, needsTangent: boolean): void {
    propagateByMoments(network, layer, tile, generated, needsTangent, this.#row(tile.columns));
  }

  #row(columns: number): LayerRow {
    if (this.#variance1.length < columns) {
      this.#variance1 = new Float64Array(columns);
      this.#derivative = new Float64Array(columns);
    }
    return { variance1: this.#variance1, derivative: this.#derivative };
  }
}

/** See {@link TilePasses.gather}. A row like the one before it is copied. */
export function gatherPlainly(table: Matrix, left: Int32Array, right: Int32Array, out: Float64Array): void {
  const { data } = table;
  const columns = right.length;
  for (let i = 0; i < left.length; i++) {
    const to = i * columns;
    if (i > 0 && left[i] === left[i - 1]) {
      out.copyWithin(to, to - columns, to);
      continue;
    }
    const from = left[i]! * table.shape[1];
    for (let j = 0; j < columns; j++) out[to + j] = data[from + right[j]!]!;
  }
}

/** See {@link TilePasses.place}. */
export function placeRows(
  rows: number,
  columns: number,
  source: Float64Array,
  target: Float64Array,
  offset: number,
  stride: number,
): void {
  for (let i = 0; i < rows; i++) target.set(source.subarray(i * columns, (i + 1) * columns), offset + i * stride);
}

/** Working memory for one row of a tile. */
export interface LayerRow {
  variance1: Float64Array;
  derivative: Float64Array;
}

/**
 * One layer through the activation's own `moments`, a row at a time.
 *
 * K^{l+1} = σ_w²γ²·E[φφ] + σ_b², Θ^{l+1} = K^{l+1} + S·σ_w²γ²·E[φ′φ′]·Θ^l, (u, v) ~ N(0, S·K^l).
 */
export function propagateByMoments(
  network: Network,
  layer: number,
  tile: Tile,
  generated: boolean,
  needsTangent: boolean,
  { variance1, derivative }: LayerRow,
): void {
  const { rows, columns, variance2 } = tile;
  const weight = network.weightVariance[layer]!;
  for (let i = 0; i < rows; i++) {
    const from = i * columns;
    const kernel = tile.kernel.subarray(from, from + columns);
    const tangent = tile.tangent.subarray(from, from + columns);
    const s = tile.generated.subarray(from, from + columns);
    if (generated) for (let j = 0; j < columns; j++) kernel[j]! *= s[j]!;
    variance1.fill(tile.variance1[i]!, 0, columns);
    network.activation.moments(kernel, variance1, variance2, kernel, needsTangent ? derivative : null, columns);
    for (let j = 0; j < columns; j++) kernel[j] = weight * kernel[j]! + network.biasVariance;
    if (!needsTangent) continue;
    for (let j = 0; j < columns; j++) tangent[j] = kernel[j]! + weight * (generated ? s[j]! : 1) * derivative[j]! * tangent[j]!;
  }
}
