import { subControl } from '../../../control.ts';
import type { Engine } from '../../../engine/engine.ts';
import type { LinalgBackend } from '../../../linalg/backend.ts';
import { type Matrix, matrix, row, takeRows } from '../../../nd-array.ts';
import type { GridDecomposition } from '../decomposition/decompose.ts';
import { imageFactors } from '../decomposition/image-factors.ts';
import type { GridKernel } from '../grid-kernel.ts';
import { spreadEvenly } from '../spread-evenly.ts';
import type { ImageInverse, MakeInverse, NearestInverse } from './image-inverse.ts';
import { type Landmarks, takeLandmarks } from './landmarks.ts';
import { LocalCovariance } from './local-covariance.ts';
import { nearestKronecker } from './nearest-kronecker.ts';
import { earlierNeighbours } from './neighbours.ts';
import { type SchurInverse, schurInverses } from './schur-inverses.ts';

/** A quarter of the images, as far as their eigenvectors can be had: more neighbours do not make up for fewer landmarks. */
const LANDMARK_SHARE = 4;
const MOST_LANDMARKS = 12_288;
/** Beyond 16, neighbours save few iterations. */
export const NEIGHBOURS = 16;
/** Images that A₀ and B₀ are chosen by. */
const SAMPLED_IMAGES = 2048;

export interface NeighbourOptions {
  landmarks: number;
  neighbours: number;
}

/**
 * A₀ by landmark images and, for what these leave unexplained, by a few neighbours of each other image.
 *
 * With A₀ + δI = [W + δI, Cᵀ; C, A₂₂ + δI] for landmarks and others, W is inverted by its eigenvectors and the Schur
 * complement S_δ = A₂₂ + δI − C(W + δI)⁻¹Cᵀ by sparse inverses over the most similar images (the adaptive
 * factorised Nyström preconditioner, Zhao, Xu, Huang, Chow and Xi 2024).
 *
 * Memory: n·m numbers for m landmarks. Time: n·m² operations once, 4·n·m·p for p columns.
 */
export class NeighbourInverse implements ImageInverse {
  readonly #landmarks: Landmarks;
  readonly #schur: readonly SchurInverse[];
  readonly #linalg: LinalgBackend;

  private constructor(landmarks: Landmarks, schur: readonly SchurInverse[], linalg: LinalgBackend) {
    this.#landmarks = landmarks;
    this.#schur = schur;
    this.#linalg = linalg;
  }

  static make: MakeInverse = (grid, ...rest) => {
    const landmarks = landmarksFor(grid.x.shape[0]);
    return NeighbourInverse.with({ landmarks, neighbours: NEIGHBOURS })(grid, ...rest);
  };

  static with({ landmarks: count, neighbours }: NeighbourOptions): MakeInverse {
    return async (grid, decomposition, engine, control): Promise<NearestInverse> => {
      const { alpha, beta } = await sampledPair(grid, decomposition, engine);
      const taking = subControl(control, 0, 0.4);
      const landmarks = await takeLandmarks(grid, decomposition, alpha, count, engine, taking);
      const others = { ...grid, x: takeRows(grid.x, landmarks.others) };
      const near = await earlierNeighbours(others.x, neighbours, engine.linalg, subControl(control, 0.4, 0.6));
      const covariance = new LocalCovariance(others, decomposition, alpha, near, engine);
      const schur = await schurInverses(landmarks, covariance, near, engine.linalg, subControl(control, 0.6, 1));
      return { images: new NeighbourInverse(landmarks, schur, engine.linalg), beta };
    };
  }

  async multiply(columns: Matrix, scales: Float64Array, ridge: number, scratch: Float64Array): Promise<void> {
    const { chosen, others, values, vectors, cross } = this.#landmarks;
    const linalg = this.#linalg;
    const p = columns.shape[1];
    const least = 1e-12 * scales.reduce((most, scale) => Math.max(most, scale), Number.MIN_VALUE);
    const shifts = scales.map((scale) => ridge / Math.max(scale, least));
    const along = matrix(chosen.length, p, scratch.subarray(0, chosen.length * p));
    const rest = takeRows(columns, others);
    // Qᵀv₁, and v₂ − C(W + δ)⁻¹v₁
    await linalg.gemm(vectors, takeRows(columns, chosen), { transposeA: true, into: along });
    const solved = matrix(chosen.length, p, along.data.slice());
    divide(solved, values, shifts);
    await linalg.gemm(cross, solved, { into: rest, alpha: -1, beta: 1 });
    this.#solveSchur(rest, shifts);
    // (W + δ)⁻¹(v₁ − Cᵀx₂)
    await linalg.gemm(cross, rest, { transposeA: true, into: along, alpha: -1, beta: 1 });
    divide(along, values, shifts);
    await linalg.gemm(vectors, along, { into: solved });
    // (b·A₀ + λ)⁻¹ = (A₀ + δ)⁻¹·δ/λ
    const factors = shifts.map((shift) => shift / ridge);
    putRows(solved, chosen, factors, columns);
    putRows(rest, others, factors, columns);
  }

  /** Columns with neighbouring shifts at once. */
  #solveSchur(rest: Matrix, shifts: Float64Array): void {
    const p = shifts.length;
    for (let from = 0; from < p; ) {
      const nearest = this.#nearest(shifts[from]!);
      let to = from + 1;
      while (to < p && this.#nearest(shifts[to]!) === nearest) to++;
      nearest.inverse.multiply(rest.data, p, from, to);
      // As if S_δ differed from the shift that is at hand by a multiple of I.
      for (let j = from; j < to; j++) {
        const factor = (nearest.unexplained + nearest.shift) / (nearest.unexplained + shifts[j]!);
        for (let at = j; at < rest.data.length; at += p) rest.data[at]! *= factor;
      }
      from = to;
    }
  }

  #nearest(shift: number): SchurInverse {
    const distance = ({ shift: other }: SchurInverse) => Math.abs(Math.log(shift / other));
    return this.#schur.reduce((best, each) => (distance(each) < distance(best) ? each : best));
  }
}

export function landmarksFor(images: number): number {
  return Math.min(MOST_LANDMARKS, Math.ceil(images / LANDMARK_SHARE));
}

/** α and β from some images, as good as from all. */
async function sampledPair(grid: GridKernel, decomposition: GridDecomposition, engine: Engine) {
  const n = grid.x.shape[0];
  if (n <= SAMPLED_IMAGES) return nearestKronecker(decomposition, engine.linalg);
  const x = takeRows(grid.x, spreadEvenly(n, SAMPLED_IMAGES));
  const images = await imageFactors({ ...grid, x }, decomposition.pivots, undefined, { keep: true }, engine);
  return nearestKronecker({ ...decomposition, sum: { ...decomposition.sum, images } }, engine.linalg);
}

/** along[i, j] /= values[i] + shifts[j] */
function divide({ shape: [rows, columns], data }: Matrix, values: Float64Array, shifts: Float64Array): void {
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) data[i * columns + j]! /= values[i]! + shifts[j]!;
}

/** Row k of `source`, its columns scaled, becomes row places[k] of `target`. */
function putRows(source: Matrix, places: Int32Array, factors: Float64Array, target: Matrix): void {
  for (const [k, place] of places.entries()) {
    const from = row(source, k);
    const into = row(target, place);
    for (let j = 0; j < from.length; j++) into[j] = factors[j]! * from[j]!;
  }
}
