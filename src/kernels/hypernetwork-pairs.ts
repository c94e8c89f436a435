import { type Matrix, matrix, takeRows } from '../nd-array.ts';
import type { Hypernetwork, KernelOutput } from './architecture.ts';
import { coordinateCovariance } from './coordinate-features.ts';
import { finiteEntry } from './finite-entry.ts';
import type { HyperOutput, HyperTables } from './hyper-factor.ts';
import { hyperOutput, primaryValues } from './hypernetwork-points.ts';
import type { KernelTarget } from './kernel-rows.ts';
import { lazy } from './lazy.ts';
import { MlpKernelRows } from './mlp.ts';
import { type Network, prepareNetwork } from './network.ts';
import type { HypernetworkPoints } from './points.ts';
import { type LayerDiagonals, propagateDiagonal, propagateTile } from './recursion.ts';
import type { Tile, TilePasses } from './tile.ts';
import type { Emit, TilePlace } from './tiled-rows.ts';

/** A pair of coordinates (a, b): rows of z on the left and on the right side. */
export type CoordinatePair = readonly [a: number, b: number];

/** Whether the kernel over one set of images is symmetric at every pair: Σ⁰(z_a, z_a) = Σ⁰(z_b, z_b). */
export function symmetricPairs({ coordinateFeatures }: Hypernetwork, z: Matrix, pairs: readonly CoordinatePair[]): boolean {
  const features = coordinateCovariance(coordinateFeatures, '/architecture/coordinate_features');
  const varianceOf = (index: number) => features.variance(features.embed(takeRows(z, [index])))[0]!;
  return pairs.every(([a, b]) => varianceOf(a) === varianceOf(b));
}

/**
 * The kernels of a hypernetwork between images (x_i, z_a) and (x′_j, z_b), a matrix over the images for each
 * of a few pairs (a, b).
 *
 * f's kernels of a tile of images are made once and stay in the cache while g's recursion runs for one pair
 * after the other. Symmetric where both sides have the same images, and z_a and z_b the same variance in
 * every pair.
 */
export class HypernetworkPairRows extends MlpKernelRows {
  override readonly symmetric: boolean;
  readonly #primary: Network;
  readonly #hyperDepth: number;
  /** Whether both sides have the same images. */
  readonly #sameImages: boolean;
  readonly #pairs: readonly PreparedPair[];
  readonly #given: PairFactors | undefined;

  /** @param given f's kernels between all images, where they are known already */
  constructor(
    architecture: Hypernetwork,
    left: HypernetworkPoints,
    right: HypernetworkPoints | undefined,
    pairs: readonly CoordinatePair[],
    passes: TilePasses,
    given?: PairFactors,
  ) {
    const { hyper, primary, coordinateFeatures } = architecture;
    super(hyper, left.x, right?.x, passes, '/architecture/hyper');
    this.#primary = prepareNetwork(primary, '/architecture/primary');
    this.#hyperDepth = hyper.depth;
    this.#sameImages = right === undefined;
    this.#given = given;
    const features = coordinateCovariance(coordinateFeatures, '/architecture/coordinate_features');
    const at = (z: Matrix, index: number) => features.embed(takeRows(z, [index]));
    const leftSide = this.#side(() => this.leftDiagonals);
    const rightSide = right === undefined ? leftSide : this.#side(() => this.rightDiagonals);
    this.#pairs = pairs.map(([a, b]) => {
      const [za, zb] = [at(left.z, a), at((right ?? left).z, b)];
      const [varianceA, varianceB] = [features.variance(za)[0]!, features.variance(zb)[0]!];
      const covariance = features.cross(za, zb).data[0]!;
      return {
        own: this.#sameImages && a === b,
        covariance,
        left: leftSide(varianceA),
        right: rightSide(varianceB),
      };
    });
    this.symmetric = this.#sameImages && symmetricPairs(architecture, left.z, pairs);
  }

  override layerCount(output?: KernelOutput): number {
    return output !== undefined && hyperOutput(output) !== null ? this.#hyperDepth : this.#primary.depth;
  }

  /** @throws RangeError: there is none, other than the one of each matrix */
  override diagonal(): Float64Array {
    throw new RangeError('kernels at pairs of coordinates have no diagonal of points');
  }

  protected override evaluateTile(place: TilePlace, tile: Tile, targets: readonly KernelTarget[], emit: Emit): void {
    this.#fillFactors(place, tile, targets);
    for (const [index, pair] of this.#pairs.entries()) {
      const wanted = targets.filter(({ pair }) => pair === index);
      if (wanted.length > 0) this.#evaluatePair(pair, place, tile, wanted, emit);
    }
  }

  /** S in `generated`, Θ_f in `scratch`. */
  #fillFactors(place: TilePlace, tile: Tile, targets: readonly KernelTarget[]): void {
    const outputs = targets.some(({ output }) => output === 'ntk') ? (['nngp', 'ntk'] as const) : (['nngp'] as const);
    const data = tile.scratch;
    const wanted = outputs.map((output) => ({ output, layer: this.#hyperDepth, data }));
    if (this.#given) {
      for (const output of outputs) this.#takeFactors(this.#given, output, place, tile);
      return;
    }
    const count = tile.rows * tile.columns;
    super.evaluateTile(place, tile, wanted, ({ output }, values) => {
      (output === 'ntk' ? tile.scratch : tile.generated).set(values.subarray(0, count));
    });
    if (!this.#sameImages) return;
    // An image with itself: the exact formula.
    const last = this.#hyperDepth - 1;
    const { covariance, tangent } = this.leftDiagonals;
    for (let i = Math.max(0, place.columnStart - place.rowStart); i < tile.rows; i++) {
      const j = place.rowStart + i - place.columnStart;
      if (j >= tile.columns) break;
      tile.generated[i * tile.columns + j] = covariance[last]![place.rowStart + i]!;
      tile.scratch[i * tile.columns + j] = tangent[last]![place.rowStart + i]!;
    }
  }

  #takeFactors({ tables, left, right }: PairFactors, output: HyperOutput, { rowStart, columnStart }: TilePlace, tile: Tile): void {
    const { data } = tables.tables.find((table) => table.output === output && table.layer === this.#hyperDepth)!;
    const rows = left.subarray(rowStart, rowStart + tile.rows);
    const columns = right.subarray(columnStart, columnStart + tile.columns);
    this.passes.gather(matrix(tables.rows, tables.columns, data), rows, columns, output === 'ntk' ? tile.scratch : tile.generated);
  }

  #evaluatePair(
    { covariance, left, right }: PreparedPair,
    { rowStart, columnStart }: TilePlace,
    tile: Tile,
    targets: readonly KernelTarget[],
    emit: Emit,
  ): void {
    tile.kernel.fill(covariance, 0, tile.rows * tile.columns);
    propagateTile(this.#primary, this.passes, tile, {
      generated: true,
      needsTangent: targets.some(({ output }) => output !== 'nngp'),
      setVariances: (layer) => {
        tile.variance1.set(left().covariance[layer - 1]!.subarray(rowStart, rowStart + tile.rows));
        tile.variance2.set(right().covariance[layer - 1]!.subarray(columnStart, columnStart + tile.columns));
      },
      visit: (layer) => {
        for (const target of targets) if (target.layer === layer) emit(target, primaryValues(target.output, tile, this.passes));
      },
    });
  }

  /** Of a point with itself, by its own formula; other pairs keep what their tiles gave. */
  protected override setDiagonals(start: number, stop: number, targets: readonly KernelTarget[]): void {
    if (!this.#sameImages) return;
    for (const { output, layer, data, pair } of targets) {
      const { own, left } = this.#pairs[pair!]!;
      if (!own) continue;
      const { covariance, tangent } = left();
      for (let p = start; p < stop; p++) {
        const theta = tangent[layer - 1]![p]!;
        const hyperTheta = this.leftDiagonals.tangent[this.#hyperDepth - 1]![p]!;
        const value = output === 'nngp' ? covariance[layer - 1]![p]! : output === 'ntk' ? hyperTheta * theta : theta;
        data[(p - start) * this.columns + p] = finiteEntry(value, output, p, p);
      }
    }
  }

  /** g's kernels of (x_i, z) with itself, by Σ⁰(z, z). */
  #side(diagonals: () => LayerDiagonals): (variance: number) => () => LayerDiagonals {
    const known = new Map<number, () => LayerDiagonals>();
    return (variance) => {
      const found = known.get(variance);
      if (found) return found;
      const made = lazy(() => {
        const generated = diagonals().covariance[this.#hyperDepth - 1]!;
        return propagateDiagonal(this.#primary, new Float64Array(generated.length).fill(variance), generated);
      });
      known.set(variance, made);
      return made;
    };
  }
}

/** f's kernels between distinct images, and which of them each image is. */
export interface PairFactors {
  tables: HyperTables;
  left: Int32Array;
  right: Int32Array;
}

interface PreparedPair {
  /** Whether its diagonal holds points with themselves. */
  own: boolean;
  /** Σ⁰(z_a, z_b) */
  covariance: number;
  /** Kernels of (x_i, z_a), and of (x′_j, z_b), with themselves. */
  left: () => LayerDiagonals;
  right: () => LayerDiagonals;
}
