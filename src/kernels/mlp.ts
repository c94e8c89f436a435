import type { Matrix } from '../nd-array.ts';
import type { KernelOutput, Mlp } from './architecture.ts';
import { type GramInput, gramInput } from './gram.ts';
import type { KernelTarget } from './kernel-rows.ts';
import { lazy } from './lazy.ts';
import { type Network, prepareNetwork } from './network.ts';
import { type LayerDiagonals, propagateDiagonal, propagateTile } from './recursion.ts';
import { BLOCK_COLUMNS, BLOCK_ROWS, type Tile, type TilePasses } from './tile.ts';
import { type Block, type Emit, TiledKernelRows, type TilePlace } from './tiled-rows.ts';

/** The NNGP and NTK of a fully connected network between rows of x and x′ (x′ omitted: x itself). */
export class MlpKernelRows extends TiledKernelRows {
  readonly rows: number;
  readonly columns: number;
  readonly symmetric: boolean;
  readonly #network: Network;
  // Made when they are needed: a thread that only hands the work out never does.
  readonly #left: () => GramInput;
  readonly #right: () => GramInput;
  readonly #leftDiagonals: () => LayerDiagonals;
  readonly #rightDiagonals: () => LayerDiagonals;
  /** Σ⁰ of the block at hand. */
  readonly #gram: Float64Array;
  #block: Block = { row: 0, column: 0, rows: 0, columns: 0 };

  constructor(mlp: Mlp, x: Matrix, others: Matrix | undefined, passes: TilePasses, path = '/architecture', memory?: MlpMemory) {
    super(passes, memory?.tile);
    this.#gram = memory?.gram ?? passes.allocate(BLOCK_ROWS * BLOCK_COLUMNS);
    this.#network = prepareNetwork(mlp, path);
    this.symmetric = others === undefined;
    this.#left = lazy(() => gramInput(x));
    this.#right = others === undefined ? this.#left : lazy(() => gramInput(others));
    this.rows = x.shape[0];
    this.columns = (others ?? x).shape[0];
    const diagonals = (input: () => GramInput) => lazy(() => propagateDiagonal(this.#network, input().variance, null));
    this.#leftDiagonals = diagonals(this.#left);
    this.#rightDiagonals = others === undefined ? this.#leftDiagonals : diagonals(this.#right);
  }

  /** Kernels after each layer at the points themselves. */
  get leftDiagonals(): LayerDiagonals {
    return this.#leftDiagonals();
  }

  get rightDiagonals(): LayerDiagonals {
    return this.#rightDiagonals();
  }

  layerCount(): number {
    return this.#network.depth;
  }

  diagonal(output: KernelOutput): Float64Array {
    return layersOf(this.leftDiagonals, output)[this.#network.depth - 1]!;
  }

  protected diagonalEntry(output: KernelOutput, layer: number, point: number): number {
    return layersOf(this.leftDiagonals, output)[layer - 1]![point]!;
  }

  protected evaluateTile({ rowStart, columnStart }: TilePlace, tile: Tile, targets: readonly KernelTarget[], emit: Emit): void {
    this.#takeGram(rowStart, columnStart, tile);
    const needsTangent = targets.some(({ output }) => output === 'ntk');
    propagateTile(this.#network, this.passes, tile, {
      generated: false,
      needsTangent,
      setVariances: (layer) => {
        tile.variance1.set(this.leftDiagonals.covariance[layer - 1]!.subarray(rowStart, rowStart + tile.rows));
        tile.variance2.set(this.rightDiagonals.covariance[layer - 1]!.subarray(columnStart, columnStart + tile.columns));
      },
      visit: (layer) => {
        for (const target of targets)
          if (target.layer === layer) emit(target, target.output === 'ntk' ? tile.tangent : tile.kernel);
      },
    });
  }

  protected override beginBlock(block: Block): void {
    this.#block = block;
    const left = { input: this.#left(), start: block.row, count: block.rows };
    const right = { input: this.#right(), start: block.column, count: block.columns };
    this.passes.gram(left, right, this.#gram);
  }

  #takeGram(rowStart: number, columnStart: number, { rows, columns, kernel }: Tile): void {
    const { row, column, columns: stride } = this.#block;
    for (let i = 0; i < rows; i++) {
      const from = (rowStart - row + i) * stride + columnStart - column;
      kernel.set(this.#gram.subarray(from, from + columns), i * columns);
    }
  }
}

/** Memory that another evaluation may use again. */
export interface MlpMemory {
  tile: Tile;
  /** BLOCK_ROWS × BLOCK_COLUMNS */
  gram: Float64Array;
}

function layersOf(diagonals: LayerDiagonals, output: KernelOutput): Float64Array[] {
  return output === 'ntk' ? diagonals.tangent : diagonals.covariance;
}
