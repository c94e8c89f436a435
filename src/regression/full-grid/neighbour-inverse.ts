import { type Control, subControl, uncontrolled } from '../../control.ts';
import type { Engine } from '../../engine/engine.ts';
import type { LinalgBackend } from '../../linalg/backend.ts';
import { type Matrix, matrix, row, takeRows } from '../../nd-array.ts';
import { combineImages } from './combine-images.ts';
import type { GridDecomposition } from './decompose.ts';
import type { GridKernel } from './grid-kernel.ts';
import { imageFactors } from './image-factors.ts';
import type { ImageInverse, MakeInverse, NearestInverse } from './image-inverse.ts';
import { type Landmarks, spreadEvenly, takeLandmarks } from './landmarks.ts';
import { nearestKronecker } from './nearest-kronecker.ts';
import { earlierNeighbours } from './neighbours.ts';
import { SparseInverse } from './sparse-inverse.ts';

/** A quarter of the images, as far as their eigenvectors can be had: more neighbours do not make up for fewer landmarks. */
const LANDMARK_SHARE = 4;
const MOST_LANDMARKS = 12_288;
/** Beyond 16, neighbours save few iterations. */
const NEIGHBOURS = 16;
/** Images that A₀ and B₀ are chosen by. */
const SAMPLED_IMAGES = 2048;
/** Shifts δ = λ/b that have sparse inverses of their own, as shares of A₀'s mean variance; others take the nearest. */
const SHIFT_SHARES = Array.from({ length: 12 }, (_, k) => 1e-5 * 4 ** k);
/** Images whose neighbours' kernels are made together. */
const IMAGES_PER_STEP = 8;

export interface NeighbourOptions {
  landmarks: number;
  neighbours: number;
}

/**
 * A₀ by landmark images and, for what these leave unexplained, by a few neighbours of each other image.
 *
 * With A₀ + δI = [W + δI, Cᵀ; C, A₂₂ + δI] for landmarks and others, W is inverted by its eigenvectors and the Schur
 * complement S_δ = A₂₂ + δI − C(W + δI)⁻¹Cᵀ by a {@link SparseInverse} over the most similar images (the adaptive
 * factorised Nyström preconditioner, Zhao, Xu, Huang, Chow and Xi 2024).
 *
 * Memory: n·m numbers for m landmarks. Time: n·m² operations once, 4·n·m·p for p columns.
 */
export class NeighbourInverse implements ImageInverse {
  readonly #landmarks: Landmarks;
  readonly #sparse: readonly ShiftedSparse[];
  readonly #linalg: LinalgBackend;

  private constructor(landmarks: Landmarks, sparse: readonly ShiftedSparse[], linalg: LinalgBackend) {
    this.#landmarks = landmarks;
    this.#sparse = sparse;
    this.#linalg = linalg;
  }

  static make: MakeInverse = (grid, ...rest) => {
    const landmarks = Math.min(MOST_LANDMARKS, Math.ceil(grid.x.shape[0] / LANDMARK_SHARE));
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
      const sparse = await sparseInverses(landmarks, covariance, near, engine.linalg, subControl(control, 0.6, 1));
      return { images: new NeighbourInverse(landmarks, sparse, engine.linalg), beta };
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
      const sparse = this.#nearest(shifts[from]!);
      let to = from + 1;
      while (to < p && this.#nearest(shifts[to]!) === sparse) to++;
      sparse.inverse.multiply(rest.data, p, from, to);
      // As if S_δ differed from the shift that is at hand by a multiple of I.
      for (let j = from; j < to; j++) {
        const factor = (sparse.unexplained + sparse.shift) / (sparse.unexplained + shifts[j]!);
        for (let at = j; at < rest.data.length; at += p) rest.data[at]! *= factor;
      }
      from = to;
    }
  }

  #nearest(shift: number): ShiftedSparse {
    const distance = ({ shift: other }: ShiftedSparse) => Math.abs(Math.log(shift / other));
    return this.#sparse.reduce((best, each) => (distance(each) < distance(best) ? each : best));
  }
}

/** For S_δ. */
interface ShiftedSparse {
  /** δ */
  shift: number;
  /** The mean of S_δ's diagonal, without the shift. */
  unexplained: number;
  inverse: SparseInverse;
}

/** α and β from some images, as good as from all. */
async function sampledPair(grid: GridKernel, decomposition: GridDecomposition, engine: Engine) {
  const n = grid.x.shape[0];
  if (n <= SAMPLED_IMAGES) return nearestKronecker(decomposition, engine.linalg);
  const x = takeRows(grid.x, spreadEvenly(n, SAMPLED_IMAGES));
  const images = await imageFactors({ ...grid, x }, decomposition.pivots, undefined, { keep: true }, engine);
  return nearestKronecker({ ...decomposition, sum: { ...decomposition.sum, images } }, engine.linalg);
}

/** S_δ's sparse inverses for all shifts. */
async function sparseInverses(
  { values, cross }: Landmarks,
  covariance: LocalCovariance,
  near: readonly Int32Array[],
  linalg: LinalgBackend,
  control: Control,
): Promise<ShiftedSparse[]> {
  const mean = await covariance.meanVariance();
  const sparse = SHIFT_SHARES.map((share) => ({ shift: share * mean, unexplained: 0, inverse: new SparseInverse(near) }));
  const roots = sparse.map(({ shift }) => values.map((value) => 1 / Math.sqrt(value + shift)));
  for (let image = 0; image < near.length; image++) {
    const places = Int32Array.of(...near[image]!, image);
    const own = await covariance.at(image);
    const along = takeRows(cross, places);
    for (const [level, each] of sparse.entries()) {
      const explained = matrix(...along.shape, along.data.slice());
      scaleColumns(explained, roots[level]!);
      const block = matrix(...own.shape, own.data.slice());
      await linalg.gemm(explained, explained, { transposeB: true, into: block, alpha: -1, beta: 1 });
      // Rounding must not leave less than the shift.
      for (let i = 0; i < places.length; i++) {
        const at = i * (places.length + 1);
        block.data[at] = Math.max(block.data[at]!, 0) + each.shift;
      }
      each.unexplained += (block.data.at(-1)! - each.shift) / near.length;
      each.inverse.addRow(block);
    }
    if (image % 64 === 0) await control.checkpoint(image / near.length);
  }
  return sparse;
}

/** A₀ among each image and its neighbours, made for a few images at a time. */
class LocalCovariance {
  readonly #grid: GridKernel;
  readonly #decomposition: GridDecomposition;
  readonly #alpha: Float64Array;
  readonly #near: readonly Int32Array[];
  readonly #engine: Engine;
  #first = 0;
  #placeOf = new Map<number, number>();
  #block: Matrix = matrix(0, 0);

  constructor(
    grid: GridKernel,
    decomposition: GridDecomposition,
    alpha: Float64Array,
    near: readonly Int32Array[],
    engine: Engine,
  ) {
    this.#grid = grid;
    this.#decomposition = decomposition;
    this.#alpha = alpha;
    this.#near = near;
    this.#engine = engine;
  }

  /** Between the neighbours of an image and itself, the last, `[k + 1, k + 1]`. */
  async at(image: number): Promise<Matrix> {
    if (this.#block.shape[0] === 0 || image < this.#first || image >= this.#first + IMAGES_PER_STEP) await this.#make(image);
    const places = Int32Array.of(...this.#near[image]!, image).map((index) => this.#placeOf.get(index)!);
    const out = matrix(places.length, places.length);
    for (const [i, place] of places.entries())
      for (const [j, other] of places.entries()) out.data[i * places.length + j] = row(this.#block, place)[other]!;
    return out;
  }

  /** Over the first images. */
  async meanVariance(): Promise<number> {
    const first = Int32Array.from({ length: Math.min(SAMPLED_IMAGES, this.#near.length) }, (_, k) => k);
    const { shape, data } = await this.#between(first);
    let sum = 0;
    for (let i = 0; i < shape[0]; i++) sum += data[i * (shape[0] + 1)]!;
    return sum / shape[0];
  }

  async #make(image: number): Promise<void> {
    this.#first = image;
    const all = new Set<number>();
    for (let k = image; k < Math.min(image + IMAGES_PER_STEP, this.#near.length); k++) {
      all.add(k);
      for (const index of this.#near[k]!) all.add(index);
    }
    this.#placeOf = new Map([...all].map((index, place) => [index, place]));
    this.#block = await this.#between(Int32Array.from(all));
  }

  async #between(images: Int32Array): Promise<Matrix> {
    const grid = { ...this.#grid, x: takeRows(this.#grid.x, images) };
    const { pivots } = this.#decomposition;
    const factors = await imageFactors(grid, pivots, undefined, { keep: false }, this.#engine, uncontrolled);
    return combineImages(factors, this.#alpha, this.#engine);
  }
}

/** along[i, j] /= values[i] + shifts[j] */
function divide({ shape: [rows, columns], data }: Matrix, values: Float64Array, shifts: Float64Array): void {
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) data[i * columns + j]! /= values[i]! + shifts[j]!;
}

function scaleColumns({ shape: [rows, columns], data }: Matrix, factors: Float64Array): void {
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) data[i * columns + j]! *= factors[j]!;
}

/** Row k of `source`, its columns scaled, becomes row places[k] of `target`. */
function putRows(source: Matrix, places: Int32Array, factors: Float64Array, target: Matrix): void {
  for (const [k, place] of places.entries()) {
    const from = row(source, k);
    const into = row(target, place);
    for (let j = 0; j < from.length; j++) into[j] = factors[j]! * from[j]!;
  }
}
