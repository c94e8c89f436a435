import { type GramInput, gramRow } from './gram.ts';
import type { Network } from './network.ts';
import type { Tile, TilePasses } from './tile.ts';

/** The passes as plain loops, for every activation: the measure of the others. */
export class PlainPasses implements TilePasses {
  readonly name = 'javascript';
  #variance1 = new Float64Array(0);
  #derivative = new Float64Array(0);

  allocateTile(rows: number, columns: number): Tile {
    const pairs = () => new Float64Array(rows * columns);
    return {
      rows,
      columns,
      kernel: pairs(),
      tangent: pairs(),
      generated: pairs(),
      covariance: pairs(),
      scratch: pairs(),
      variance1: new Float64Array(rows),
      variance2: new Float64Array(columns),
    };
  }

  gram(left: GramInput, rowStart: number, right: GramInput, columnStart: number, { rows, columns, kernel }: Tile): void {
    for (let i = 0; i < rows; i++) {
      gramRow(left, rowStart + i, right, columnStart, columnStart + columns, kernel.subarray(i * columns, (i + 1) * columns));
    }
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
