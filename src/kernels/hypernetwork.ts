import type { Matrix } from '../nd-array.ts';
import type { Hypernetwork, KernelOutput } from './architecture.ts';
import { type CoordinateClasses, coordinateClasses, distinctValues } from './coordinate-classes.ts';
import { coordinateCovariance } from './coordinate-features.ts';
import { type HyperFactor, hyperFactor } from './hyper-factor.ts';
import { type HypernetworkSide, hypernetworkSide } from './hypernetwork-side.ts';
import type { KernelRows, KernelTarget } from './kernel-rows.ts';
import { BLOCK_PAIRS } from './mlp.ts';
import { type Network, prepareNetwork } from './network.ts';
import { type HypernetworkPoints, indexPoints } from './points.ts';
import { type PairBlock, PairWorkspace, propagatePairs } from './recursion.ts';

/** Outputs that f alone decides: no coordinate enters them. */
const HYPER_OUTPUTS: ReadonlySet<KernelOutput> = new Set(['nngp_hyper', 'ntk_hyper']);

/**
 * The kernels of h(x, z) = g(z; f(x)) between two sets of points (the paper's Theorems 2 and 3):
 * the NNGP Λ^H, the hyperkernel Θ_f·Θ_g, and their factors S, Θ_f and Θ_g.
 */
export class HypernetworkKernelRows implements KernelRows {
  readonly rows: number;
  readonly columns: number;
  readonly symmetric: boolean;
  readonly rowsPerBlock: number;
  readonly #primary: Network;
  readonly #factor: HyperFactor;
  readonly #inner: Matrix;
  readonly #left: HypernetworkSide;
  readonly #right: HypernetworkSide;
  /** Set when many pairs of points share few values of Σ⁰. */
  readonly #classes: CoordinateClasses | null;
  readonly #work: PairWorkspace;
  readonly #block: PairBlock;

  /**
   * @param wanted the outputs that will be evaluated, with every layer of each if `allLayers`
   */
  constructor(
    architecture: Hypernetwork,
    points: HypernetworkPoints,
    others: HypernetworkPoints | undefined,
    wanted: readonly KernelOutput[],
    allLayers: boolean,
  ) {
    this.symmetric = others === undefined;
    this.#primary = prepareNetwork(architecture.primary, '/architecture/primary');
    const features = coordinateCovariance(architecture.coordinateFeatures, '/architecture/coordinate_features');
    const left = indexPoints(points);
    const right = others === undefined ? left : indexPoints(others);
    this.rows = left.count;
    this.columns = right.count;

    const { depth } = prepareNetwork(architecture.hyper, '/architecture/hyper');
    const every = Array.from({ length: depth }, (_, index) => index + 1);
    const covarianceLayers = allLayers && wanted.includes('nngp_hyper') ? every : [depth];
    const needsTangent = wanted.includes('ntk') || wanted.includes('ntk_hyper');
    const tangentLayers = allLayers && wanted.includes('ntk_hyper') ? every : needsTangent ? [depth] : [];
    const otherImages = others === undefined ? undefined : right.images;
    this.#factor = hyperFactor(
      architecture.hyper,
      left.images,
      otherImages,
      covarianceLayers,
      tangentLayers,
      '/architecture/hyper',
    );

    this.#inner = features.cross(left.coordinates, right.coordinates);
    const leftVariance = features.variance(left.coordinates);
    const rightVariance = others === undefined ? leftVariance : features.variance(right.coordinates);
    const variances = distinctValues(Float64Array.from([...leftVariance, ...rightVariance]));
    const leftVarianceOf = variances.indexOf.subarray(0, leftVariance.length);
    const rightVarianceOf = variances.indexOf.subarray(leftVariance.length);
    const leftGenerated = this.#factor.left.covariance[depth - 1]!;
    const rightGenerated = this.#factor.right.covariance[depth - 1]!;
    this.#left = hypernetworkSide(this.#primary, left, leftGenerated, leftVarianceOf, variances.values);
    this.#right =
      others === undefined ? this.#left : hypernetworkSide(this.#primary, right, rightGenerated, rightVarianceOf, variances.values);

    // Worth it when an image pair has at least twice as many entries as there are classes.
    const entriesPerImagePair = (left.count / left.images.shape[0]) * (right.count / right.images.shape[0]);
    this.#classes = coordinateClasses(this.#inner, leftVarianceOf, rightVarianceOf, Math.floor(entriesPerImagePair / 2));
    this.rowsPerBlock = this.#classes ? Math.ceil(left.count / left.images.shape[0]) : 1;
    const capacity = Math.max(BLOCK_PAIRS, this.#classes?.count ?? 0);
    this.#work = new PairWorkspace(capacity);
    this.#block = {
      count: 0,
      inner: new Float64Array(capacity),
      generated: new Float64Array(capacity),
      left: new Int32Array(capacity),
      right: new Int32Array(capacity),
    };
  }

  layerCount(output: KernelOutput): number {
    return HYPER_OUTPUTS.has(output) ? this.#factor.depth : this.#primary.depth;
  }

  diagonal(output: KernelOutput): Float64Array {
    const layer = this.layerCount(output);
    return Float64Array.from({ length: this.rows }, (_, point) => this.#diagonalEntry(output, layer, point));
  }

  evaluate(start: number, stop: number, targets: readonly KernelTarget[]): void {
    const primaryTargets = targets.filter((target) => !HYPER_OUTPUTS.has(target.output));
    for (const target of targets) if (HYPER_OUTPUTS.has(target.output)) this.#lookUp(start, stop, target);
    if (primaryTargets.length > 0) {
      if (this.#classes) this.#evaluateByImagePairs(start, stop, primaryTargets, this.#classes);
      else this.#evaluateByPoints(start, stop, primaryTargets);
    }
    if (!this.symmetric) return;
    for (const { output, layer, data } of targets) {
      for (let p = start; p < stop; p++) data[(p - start) * this.columns + p] = this.#diagonalEntry(output, layer, p);
    }
  }

  #diagonalEntry(output: KernelOutput, layer: number, point: number): number {
    const image = this.#left.points.imageOf[point]!;
    const combination = this.#left.diagonalOf[point]!;
    const hyper = this.#factor.left;
    switch (output) {
      case 'nngp_hyper':
        return hyper.covariance[layer - 1]![image]!;
      case 'ntk_hyper':
        return hyper.tangent[layer - 1]![image]!;
      case 'nngp':
        return this.#left.diagonals.covariance[layer - 1]![combination]!;
      case 'ntk_primary':
        return this.#left.diagonals.tangent[layer - 1]![combination]!;
      case 'ntk':
        return hyper.tangent[this.#factor.depth - 1]![image]! * this.#left.diagonals.tangent[layer - 1]![combination]!;
    }
  }

  /** S^l or Θ_f^l of the images that the points belong to. */
  #lookUp(start: number, stop: number, target: KernelTarget): void {
    const table = (target.output === 'nngp_hyper' ? this.#factor.covariance : this.#factor.tangent).get(target.layer)!;
    const leftImageOf = this.#left.points.imageOf;
    const rightImageOf = this.#right.points.imageOf;
    for (let p = start; p < stop; p++) {
      const tableRow = leftImageOf[p]! * table.shape[1];
      const outRow = (p - start) * this.columns;
      for (let q = 0; q < this.columns; q++) target.data[outRow + q] = table.data[tableRow + rightImageOf[q]!]!;
    }
  }

  /** Every pair of points through the recursion, a piece of a row at a time. */
  #evaluateByPoints(start: number, stop: number, targets: readonly KernelTarget[]): void {
    const block = this.#block;
    const left = this.#left;
    const right = this.#right;
    const generated = this.#factor.covariance.get(this.#factor.depth)!;
    const tangent = this.#factor.tangent.get(this.#factor.depth);
    for (let p = start; p < stop; p++) {
      const image = left.points.imageOf[p]! * generated.shape[1];
      const coordinate = left.points.coordinateOf[p]! * this.#inner.shape[1];
      for (let from = this.symmetric ? p : 0; from < this.columns; from += BLOCK_PAIRS) {
        block.count = Math.min(BLOCK_PAIRS, this.columns - from);
        for (let k = 0; k < block.count; k++) {
          const q = from + k;
          block.inner[k] = this.#inner.data[coordinate + right.points.coordinateOf[q]!]!;
          block.generated![k] = generated.data[image + right.points.imageOf[q]!]!;
          block.left[k] = left.diagonalOf[p]!;
          block.right[k] = right.diagonalOf[q]!;
        }
        const offset = (p - start) * this.columns + from;
        this.#propagate(targets, (target, values) => {
          if (target.output !== 'ntk') return target.data.set(values.subarray(0, block.count), offset);
          for (let k = 0; k < block.count; k++) {
            target.data[offset + k] = tangent!.data[image + right.points.imageOf[from + k]!]! * values[k]!;
          }
        });
      }
    }
  }

  /** The recursion once for each pair of images and class of coordinates, then spread over their points. */
  #evaluateByImagePairs(start: number, stop: number, targets: readonly KernelTarget[], classes: CoordinateClasses): void {
    const generated = this.#factor.covariance.get(this.#factor.depth)!;
    const tangent = this.#factor.tangent.get(this.#factor.depth);
    this.#left.pointsOf.forEach((points, i) => {
      const rows = points.filter((point) => point >= start && point < stop);
      if (rows.length === 0) return;
      for (let j = 0; j < this.#right.pointsOf.length; j++) {
        const entry = i * generated.shape[1] + j;
        this.#fillClasses(i, j, generated.data[entry]!, classes);
        this.#propagate(targets, (target, values) => {
          const scale = target.output === 'ntk' ? tangent!.data[entry]! : 1;
          this.#spread(target, values, scale, rows, this.#right.pointsOf[j]!, start, classes.classOf);
        });
      }
    });
  }

  #fillClasses(i: number, j: number, generated: number, classes: CoordinateClasses): void {
    const block = this.#block;
    block.count = classes.count;
    for (let k = 0; k < classes.count; k++) {
      block.inner[k] = classes.inner[k]!;
      block.generated![k] = generated;
      // A class that no point of these images has is computed with any variance and never read.
      block.left[k] = Math.max(0, this.#left.combination(i, classes.leftVariance[k]!));
      block.right[k] = Math.max(0, this.#right.combination(j, classes.rightVariance[k]!));
    }
  }

  #spread(
    target: KernelTarget,
    values: Float64Array,
    scale: number,
    rows: Int32Array,
    columns: Int32Array,
    start: number,
    classOf: Int32Array,
  ): void {
    const rightCoordinateOf = this.#right.points.coordinateOf;
    for (const p of rows) {
      const classRow = this.#left.points.coordinateOf[p]! * this.#inner.shape[1];
      const outRow = (p - start) * this.columns;
      for (let k = 0; k < columns.length; k++) {
        const q = columns[k]!;
        target.data[outRow + q] = scale * values[classOf[classRow + rightCoordinateOf[q]!]!]!;
      }
    }
  }

  #propagate(targets: readonly KernelTarget[], write: (target: KernelTarget, values: Float64Array) => void): void {
    const needsTangent = targets.some((target) => target.output !== 'nngp');
    const { diagonals: left } = this.#left;
    const { diagonals: right } = this.#right;
    propagatePairs(this.#primary, this.#block, left, right, needsTangent, this.#work, (layer, covariance, tangent) => {
      for (const target of targets) if (target.layer === layer) write(target, target.output === 'nngp' ? covariance : tangent);
    });
  }
}
