import type { KernelOutput } from './architecture.ts';
import type { CoordinateClasses } from './coordinate-classes.ts';
import { finiteEntry } from './finite-entry.ts';
import { hypernetworkLayers, hyperOutput, primaryValues } from './hypernetwork-points.ts';
import type { HypernetworkProblem } from './hypernetwork-problem.ts';
import { type HypernetworkSide, sideDiagonal } from './hypernetwork-side.ts';
import type { KernelRows, KernelTarget } from './kernel-rows.ts';
import { propagateTile } from './recursion.ts';
import { TILE_ROWS, type Tile, type TilePasses } from './tile.ts';

/**
 * The kernels of a hypernetwork where many points share few values of Σ⁰: g's recursion runs once for
 * each pair of images and class of coordinates, and its results are spread over the images' points.
 *
 * A tile's rows are images x′, its columns classes.
 */
export class HypernetworkGridRows implements KernelRows {
  readonly rows: number;
  readonly columns: number;
  readonly symmetric: boolean;
  readonly rowsPerBlock: number;
  readonly leastRows: number;
  readonly topDown: boolean;
  readonly #problem: HypernetworkProblem;
  readonly #classes: CoordinateClasses;
  readonly #passes: TilePasses;
  readonly #tile: Tile;
  readonly #leftPoints: Int32Array[];
  readonly #rightPoints: Int32Array[];

  constructor(problem: HypernetworkProblem, classes: CoordinateClasses, passes: TilePasses) {
    this.#problem = problem;
    this.#classes = classes;
    this.#passes = passes;
    this.#tile = passes.allocateTile(TILE_ROWS, classes.values.length);
    this.rows = problem.left.points.count;
    this.columns = problem.right.points.count;
    this.symmetric = problem.symmetric;
    this.#leftPoints = pointsByImage(problem.left);
    this.#rightPoints = pointsByImage(problem.right);
    // Pairs of images are computed with the points of the first one, wherever these stand.
    this.topDown =
      !this.symmetric || problem.left.points.imageOf.every((image, point, all) => point === 0 || all[point - 1]! <= image);
    this.rowsPerBlock = Math.ceil(this.rows / this.#leftPoints.length);
    // The layers are computed once for all points of an image.
    this.leastRows = this.rowsPerBlock;
  }

  layerCount(output: KernelOutput): number {
    return hypernetworkLayers(this.#problem, output);
  }

  diagonal(output: KernelOutput): Float64Array {
    const layer = this.layerCount(output);
    return Float64Array.from({ length: this.rows }, (_, point) => sideDiagonal(this.#problem.left, output, layer, point));
  }

  evaluate(start: number, stop: number, targets: readonly KernelTarget[]): void {
    const images = this.#rightPoints.length;
    // A pair of images need be computed in one order only: what is written to both sides of the diagonal at once, and what
    // stands left of the diagonal and is not wanted.
    const oneOrder = this.symmetric && (this.topDown || targets.every(({ whole }) => whole !== undefined));
    this.#leftPoints.forEach((points, image) => {
      const rows = points.filter((point) => point >= start && point < stop);
      if (rows.length === 0) return;
      for (let from = oneOrder ? image : 0; from < images; from += TILE_ROWS) {
        const others = Int32Array.from({ length: Math.min(TILE_ROWS, images - from) }, (_, k) => from + k);
        this.#evaluateImages(image, rows, others, start, targets);
      }
    });
    if (!this.symmetric) return;
    for (const { output, layer, data } of targets) {
      for (let p = start; p < stop; p++)
        data[(p - start) * this.columns + p] = finiteEntry(sideDiagonal(this.#problem.left, output, layer, p), output, p, p);
    }
  }

  #evaluateImages(image: number, rows: Int32Array, others: Int32Array, start: number, targets: readonly KernelTarget[]): void {
    const { left, right, factor, primary, hyperDepth } = this.#problem;
    const tile = this.#tile;
    const classes = this.#classes.values.length;
    tile.rows = others.length;
    tile.columns = classes;
    // f's kernels are the same for all coordinates: one number for each x′, spread along its row.
    const fillFactor = (output: 'nngp' | 'ntk', layer: number, out: Float64Array) => {
      const values = new Float64Array(others.length);
      factor.fill(output, layer, Int32Array.of(image), others, values);
      for (const [r, value] of values.entries()) out.fill(value, r * classes, (r + 1) * classes);
    };
    const emit = (target: KernelTarget, values: Float64Array) => this.#spread(target, values, rows, others, start);

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
    for (let r = 0; r < others.length; r++) tile.kernel.set(this.#classes.values, r * classes);
    const combination = left.diagonalOf[rows[0]!]!;
    propagateTile(primary, this.#passes, tile, {
      generated: true,
      needsTangent: primaryTargets.some(({ output }) => output !== 'nngp'),
      setVariances: (layer) => {
        const variances = right.diagonals.covariance[layer - 1]!;
        for (const [r, other] of others.entries()) tile.variance1[r] = variances[right.diagonalOf[this.#rightPoints[other]![0]!]!]!;
        tile.variance2.fill(left.diagonals.covariance[layer - 1]![combination]!, 0, classes);
      },
      visit: (layer) => {
        for (const target of primaryTargets)
          if (target.layer === layer) emit(target, primaryValues(target.output, tile, this.#passes));
      },
    });
  }

  /** Gives every pair of points the value of its images and class. */
  #spread(target: KernelTarget, values: Float64Array, rows: Int32Array, others: Int32Array, start: number): void {
    const { left, right } = this.#problem;
    const { classOf, values: classValues } = this.#classes;
    const coordinates = right.points.coordinates.shape[0];
    const rightCoordinateOf = right.points.coordinateOf;
    const { data, whole } = target;
    const mirrored = this.symmetric ? whole : undefined;
    const finite = this.#passes.allFinite(values, others.length * classValues.length);
    // Rows outside, so that neighbouring columns are written one after the other.
    for (const p of rows) {
      const classRow = left.points.coordinateOf[p]! * coordinates;
      const outRow = (p - start) * this.columns;
      for (let r = 0; r < others.length; r++) {
        const columns = this.#rightPoints[others[r]!]!;
        const valueRow = r * classValues.length;
        for (let k = 0; k < columns.length; k++) {
          const q = columns[k]!;
          const entry = values[valueRow + classOf[classRow + rightCoordinateOf[q]!]!]!;
          if (!finite) finiteEntry(entry, target.output, p, q);
          data[outRow + q] = entry;
          if (mirrored !== undefined) mirrored[q * this.columns + p] = entry;
        }
      }
    }
  }
}

function pointsByImage({ points }: HypernetworkSide): Int32Array[] {
  const lists: number[][] = Array.from({ length: points.images.shape[0] }, () => []);
  for (const [point, image] of points.imageOf.entries()) lists[image]!.push(point);
  return lists.map((list) => Int32Array.from(list));
}
