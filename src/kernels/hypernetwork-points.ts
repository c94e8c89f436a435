import type { KernelOutput } from './architecture.ts';
import type { HypernetworkProblem } from './hypernetwork-problem.ts';
import { sideDiagonal } from './hypernetwork-side.ts';
import type { KernelTarget } from './kernel-rows.ts';
import { propagateTile } from './recursion.ts';
import type { Tile, TilePasses } from './tile.ts';
import { type Emit, TiledKernelRows, type TilePlace } from './tiled-rows.ts';

/** The kernels of h(x, z) = g(z; f(x)) (the paper's Theorems 2 and 3), every pair of points through g's recursion. */
export class HypernetworkPointRows extends TiledKernelRows {
  readonly rows: number;
  readonly columns: number;
  readonly symmetric: boolean;
  readonly #problem: HypernetworkProblem;

  constructor(problem: HypernetworkProblem, passes: TilePasses) {
    super(passes);
    this.#problem = problem;
    this.rows = problem.left.points.count;
    this.columns = problem.right.points.count;
    this.symmetric = problem.symmetric;
  }

  layerCount(output: KernelOutput): number {
    return hypernetworkLayers(this.#problem, output);
  }

  diagonal(output: KernelOutput): Float64Array {
    const layer = this.layerCount(output);
    return Float64Array.from({ length: this.rows }, (_, point) => this.diagonalEntry(output, layer, point));
  }

  protected diagonalEntry(output: KernelOutput, layer: number, point: number): number {
    return sideDiagonal(this.#problem.left, output, layer, point);
  }

  protected evaluateTile({ rowStart, columnStart }: TilePlace, tile: Tile, targets: readonly KernelTarget[], emit: Emit): void {
    const { left, right, factor, primary, hyperDepth } = this.#problem;
    const rows = <T extends Int32Array>(list: T) => list.subarray(rowStart, rowStart + tile.rows);
    const columns = <T extends Int32Array>(list: T) => list.subarray(columnStart, columnStart + tile.columns);
    const [leftImages, rightImages] = [rows(left.points.imageOf), columns(right.points.imageOf)];
    const [leftDiagonal, rightDiagonal] = [rows(left.diagonalOf), columns(right.diagonalOf)];
    const fillFactor = (output: 'nngp' | 'ntk', layer: number, out: Float64Array) =>
      factor.fill(output, layer, leftImages, rightImages, out);

    for (const target of targets) {
      const output = hyperOutput(target.output);
      if (output === null) continue;
      fillFactor(output, target.layer, tile.scratch);
      emit(target, tile.scratch);
    }
    const primaryTargets = targets.filter(({ output }) => hyperOutput(output) === null);
    if (primaryTargets.length === 0) return;
    fillFactor('nngp', hyperDepth, tile.generated);
    if (primaryTargets.some(({ output }) => output === 'ntk')) fillFactor('ntk', hyperDepth, tile.scratch);
    this.#problem.fillInner(rows(left.points.coordinateOf), columns(right.points.coordinateOf), tile.kernel);
    propagateTile(primary, this.passes, tile, {
      generated: true,
      needsTangent: primaryTargets.some(({ output }) => output !== 'nngp'),
      setVariances: (layer) => {
        gather(left.diagonals.covariance[layer - 1]!, leftDiagonal, tile.variance1);
        gather(right.diagonals.covariance[layer - 1]!, rightDiagonal, tile.variance2);
      },
      visit: (layer) => {
        for (const target of primaryTargets)
          if (target.layer === layer) emit(target, primaryValues(target.output, tile, this.passes));
      },
    });
  }
}

/** How many layers an output has. */
export function hypernetworkLayers(problem: HypernetworkProblem, output: KernelOutput): number {
  return hyperOutput(output) === null ? problem.primary.depth : problem.hyperDepth;
}

/** The kernel of f that an output is, or null where g takes part. */
export function hyperOutput(output: KernelOutput): 'nngp' | 'ntk' | null {
  if (output === 'nngp_hyper') return 'nngp';
  return output === 'ntk_hyper' ? 'ntk' : null;
}

/** The values of an output from a tile that holds S in `generated` and Θ_f in `scratch`; those of nngp and ntk in `covariance`. */
export function primaryValues(output: KernelOutput, tile: Tile, passes: TilePasses): Float64Array {
  if (output === 'ntk_primary') return tile.tangent;
  const [left, right] = output === 'nngp' ? [tile.generated, tile.kernel] : [tile.scratch, tile.tangent];
  passes.multiply(tile.rows * tile.columns, left, right, tile.covariance);
  return tile.covariance;
}

function gather(source: Float64Array, index: Int32Array, out: Float64Array): void {
  for (let k = 0; k < index.length; k++) out[k] = source[index[k]!]!;
}
