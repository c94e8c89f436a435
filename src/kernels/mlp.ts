import type { Matrix } from '../nd-array.ts';
import type { KernelOutput, Mlp } from './architecture.ts';
import { type GramInput, gramInput, gramRow } from './gram.ts';
import type { KernelRows, KernelTarget } from './kernel-rows.ts';
import { type Network, prepareNetwork } from './network.ts';
import { type LayerDiagonals, type PairBlock, PairWorkspace, propagateDiagonal, propagatePairs } from './recursion.ts';

/** Pairs that go through all layers together: their working memory stays in the second-level cache. */
export const BLOCK_PAIRS = 2048;

/** The NNGP and NTK of a fully connected network between rows of x and x′ (x′ omitted: x itself). */
export class MlpKernelRows implements KernelRows {
  readonly rows: number;
  readonly columns: number;
  readonly symmetric: boolean;
  readonly rowsPerBlock = 1;
  /** Kernels after each layer at the points themselves. */
  readonly leftDiagonals: LayerDiagonals;
  readonly rightDiagonals: LayerDiagonals;
  readonly #network: Network;
  readonly #left: GramInput;
  readonly #right: GramInput;
  readonly #work = new PairWorkspace(BLOCK_PAIRS);
  readonly #block: PairBlock = {
    count: 0,
    inner: new Float64Array(BLOCK_PAIRS),
    generated: null,
    left: new Int32Array(BLOCK_PAIRS),
    right: new Int32Array(BLOCK_PAIRS),
  };

  constructor(mlp: Mlp, x: Matrix, others: Matrix | undefined, path = '/architecture') {
    this.#network = prepareNetwork(mlp, path);
    this.symmetric = others === undefined;
    this.#left = gramInput(x);
    this.#right = others === undefined ? this.#left : gramInput(others);
    this.rows = x.shape[0];
    this.columns = (others ?? x).shape[0];
    this.leftDiagonals = propagateDiagonal(this.#network, this.#left.variance, null);
    this.rightDiagonals = others === undefined ? this.leftDiagonals : propagateDiagonal(this.#network, this.#right.variance, null);
  }

  layerCount(): number {
    return this.#network.depth;
  }

  diagonal(output: KernelOutput): Float64Array {
    return layersOf(this.leftDiagonals, output)[this.#network.depth - 1]!;
  }

  evaluate(start: number, stop: number, targets: readonly KernelTarget[]): void {
    const needsTangent = targets.some((target) => target.output === 'ntk');
    for (let i = start; i < stop; i++) {
      const offset = (i - start) * this.columns;
      for (let j = this.symmetric ? i : 0; j < this.columns; j += BLOCK_PAIRS) {
        this.#evaluatePairs(i, j, Math.min(j + BLOCK_PAIRS, this.columns), needsTangent, targets, offset + j);
      }
      if (!this.symmetric) continue;
      for (const { output, layer, data } of targets) data[offset + i] = layersOf(this.leftDiagonals, output)[layer - 1]![i]!;
    }
  }

  #evaluatePairs(
    i: number,
    start: number,
    stop: number,
    needsTangent: boolean,
    targets: readonly KernelTarget[],
    offset: number,
  ): void {
    const block = this.#block;
    block.count = stop - start;
    gramRow(this.#left, i, this.#right, start, stop, block.inner);
    block.left.fill(i, 0, block.count);
    for (let j = start; j < stop; j++) block.right[j - start] = j;
    propagatePairs(
      this.#network,
      block,
      this.leftDiagonals,
      this.rightDiagonals,
      needsTangent,
      this.#work,
      (layer, covariance, tangent) => {
        for (const target of targets) {
          if (target.layer !== layer) continue;
          target.data.set((target.output === 'ntk' ? tangent : covariance).subarray(0, block.count), offset);
        }
      },
    );
  }
}

function layersOf(diagonals: LayerDiagonals, output: KernelOutput): Float64Array[] {
  return output === 'ntk' ? diagonals.tangent : diagonals.covariance;
}
