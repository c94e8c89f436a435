import { type Control, subControl } from '../../control.ts';
import type { Engine } from '../../engine/engine.ts';
import { kernelMatrices } from '../../kernels/kernel-matrices.ts';
import { type Matrix, matrix } from '../../nd-array.ts';
import { RandomStream } from '../../random/stream.ts';
import type { KernelSource } from '../kernel-source.ts';
import { takePoints } from '../take-points.ts';
import { acceptPivots } from './accept-pivots.ts';

/** K ≈ FFᵀ, exact in the rows and columns of its pivots. */
export interface PartialCholesky {
  /** Points, in the order in which they were taken. */
  pivots: Int32Array;
  /** Fᵀ, `[rank, n]`; its columns at the pivots are upper triangular. */
  factor: Matrix;
}

/** Pivots that are proposed together. */
const PROPOSALS = 256;
/** Of K's diagonal: what is left of it below is rounding. */
const NEGLIGIBLE = 1e-13;
/** Streams of a seed. */
const PIVOTS = 0;

/**
 * Randomly pivoted Cholesky: each pivot is drawn with the probability of what the ones before leave of K's diagonal.
 *
 * Proposals come many at a time, and rejections make them what one at a time would have been, so that nearly all
 * work is products. Ends early when nothing is left but rounding: the rank is then that of K in float64.
 * Time: n·rank entries of the kernel and n·rank² operations. Memory: n·rank numbers.
 *
 * Chen, Epperly, Tropp and Webber, *Randomly pivoted Cholesky* (2022), Algorithm 1; with rejections: Epperly, Tropp
 * and Webber, *Embrace rejection* (2024).
 *
 * @param diagonal of K, `[n]`
 * @param options.allocate makes memory that kernels can be evaluated into, as that of a prepared kernel between all points does
 */
export async function randomlyPivotedCholesky(
  source: KernelSource,
  diagonal: Float64Array,
  options: { rank: number; seed: number; allocate(length: number): Float64Array },
  engine: Engine,
  control: Control,
): Promise<PartialCholesky> {
  const { rank, seed } = options;
  const n = diagonal.length;
  const random = new RandomStream(seed, PIVOTS);
  let drawn = 0;
  const uniform = () => random.uniform(drawn++);
  const left = diagonal.slice();
  const least = NEGLIGIBLE * diagonal.reduce((most, value) => Math.max(most, value), 0);
  const pivots: number[] = [];
  const memory = options.allocate(rank * n);
  const rows = (from: number, to: number) => matrix(to - from, n, memory.subarray(from * n, to * n));
  while (pivots.length < rank) {
    const proposals = propose(left, least, Math.min(PROPOSALS, rank - pivots.length), uniform);
    if (proposals.length === 0) break;
    const known = rows(0, pivots.length);
    const square = await residualSquare(source, proposals, known, engine);
    const { accepted, factor } = acceptPivots(
      square,
      proposals.map((point) => left[point]!),
      least,
      uniform,
    );
    // Rounding alone is left of what nothing was accepted from.
    if (accepted.length === 0) for (const point of proposals) left[point] = 0;
    else {
      const points = accepted.map((index) => proposals[index]!);
      const fresh = rows(pivots.length, pivots.length + points.length);
      const part = subControl(control, pivots.length / rank, (pivots.length + points.length) / rank);
      await kernelRows(source, points, diagonal, fresh, engine, part);
      if (known.shape[0] > 0)
        await engine.linalg.gemm(columnsOf(known, points), known, { transposeA: true, alpha: -1, beta: 1, into: fresh });
      await engine.linalg.trsm(factor, fresh);
      for (let at = 0; at < fresh.data.length; at++) {
        const column = at % n;
        left[column] = Math.max(0, left[column]! - fresh.data[at]! ** 2);
      }
      for (const point of points) left[point] = 0;
      pivots.push(...points);
    }
    await control.checkpoint(pivots.length / rank);
  }
  return { pivots: Int32Array.from(pivots), factor: rows(0, pivots.length) };
}

/** Points drawn with probabilities proportional to `weights`, those at most `least` never. */
function propose(weights: Float64Array, least: number, count: number, uniform: () => number): Int32Array {
  const sums = new Float64Array(weights.length);
  let sum = 0;
  for (const [point, weight] of weights.entries()) {
    if (weight > least) sum += weight;
    sums[point] = sum;
  }
  if (sum === 0) return new Int32Array(0);
  return Int32Array.from({ length: count }, () => {
    const wanted = uniform() * sum;
    let [low, high] = [0, sums.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sums[middle]! > wanted) high = middle;
      else low = middle + 1;
    }
    return low;
  });
}

/** K − FFᵀ among some points. */
async function residualSquare(source: KernelSource, points: Int32Array, known: Matrix, engine: Engine): Promise<Matrix> {
  const { architecture, kernel } = source;
  const request = { architecture, points: takePoints(source.points, points), outputs: [kernel] };
  const square = (await kernelMatrices(request, engine.kernels)).matrices[kernel]!;
  if (known.shape[0] === 0) return square;
  const own = columnsOf(known, points);
  return engine.linalg.gemm(own, own, { transposeA: true, alpha: -1, beta: 1, into: square });
}

/** K between some points and all, `[points, n]`. */
async function kernelRows(
  source: KernelSource,
  points: ArrayLike<number>,
  diagonal: Float64Array,
  into: Matrix,
  engine: Engine,
  control: Control,
): Promise<void> {
  const { architecture, kernel } = source;
  const prepared = await engine.kernels.prepare({
    architecture,
    points: takePoints(source.points, Int32Array.from(points)),
    points2: source.points,
    outputs: [kernel],
    layers: false,
  });
  const target = { output: kernel, layer: prepared.layerCount(kernel), data: into.data };
  await prepared.evaluate(0, prepared.rows, [target], control);
  // A point with itself has an exact formula of its own.
  for (let i = 0; i < points.length; i++) into.data[i * into.shape[1] + points[i]!] = diagonal[points[i]!]!;
}

/** Some columns, `[rows, points]`. */
export function columnsOf({ shape: [rows, columns], data }: Matrix, points: ArrayLike<number>): Matrix {
  const out = matrix(rows, points.length);
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < points.length; j++) out.data[i * points.length + j] = data[i * columns + points[j]!]!;
  return out;
}
