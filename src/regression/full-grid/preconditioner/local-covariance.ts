import { uncontrolled } from '../../../control.ts';
import type { Engine } from '../../../engine/engine.ts';
import { type Matrix, matrix, row, takeRows } from '../../../nd-array.ts';
import { combineImages } from '../decomposition/combine-images.ts';
import type { GridDecomposition } from '../decomposition/decompose.ts';
import { imageFactors } from '../decomposition/image-factors.ts';
import type { GridKernel } from '../grid-kernel.ts';

/** Images whose neighbours' kernels are made together. */
const IMAGES_PER_STEP = 8;
/** Images that the mean variance is taken from. */
const SAMPLED_IMAGES = 2048;

/** A₀ among each image and its neighbours, made for a few images at a time. */
export class LocalCovariance {
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
