import { type Control, uncontrolled } from '../../control.ts';
import type { Engine } from '../../engine/engine.ts';
import type { PreparedKernel } from '../../kernels/kernel-engine.ts';
import type { HypernetworkPoints } from '../../kernels/points.ts';
import { type Matrix, matrix } from '../../nd-array.ts';
import type { RegressionKernel } from '../regression.ts';
import type { GridKernel } from './grid-kernel.ts';

/** A pair of coordinates (a, b), as rows of z. */
export type CoordinatePair = readonly [a: number, b: number];

/**
 * A_q for q = 1 … r: the kernel between images (x_i, z_a) and (x′_j, z_b) at each of r pairs of coordinates,
 * together as a matrix `[n, n′·r]` with q running fastest.
 */
export interface ImageFactors {
  readonly rows: number;
  /** n′ */
  readonly columns: number;
  readonly rank: number;
  /** Calls `visit` with some rows after another, `[some, n′·r]`; they are valid during the call. */
  forBlocks(visit: (start: number, block: Matrix) => Promise<void>, control?: Control): Promise<void>;
}

/** Numbers of the factors that are made at a time where they are not kept: 128 MiB. */
export const NUMBERS_PER_BLOCK = 2 ** 24;

/**
 * @param others the images of the other side; omitted: the same images
 * @param keep whether to hold the factors, n·n′·r numbers, or to make them anew each time they are needed
 */
export async function imageFactors(
  grid: GridKernel,
  pairs: readonly CoordinatePair[],
  others: Matrix | undefined,
  keep: boolean,
  engine: Engine,
  control: Control = uncontrolled,
): Promise<ImageFactors> {
  const parts: PreparedPart[] = [];
  for (const [a, members] of byFirst(pairs)) parts.push(await preparePart(grid, a, members, others, engine));
  const factors = new ComputedFactors(grid.x.shape[0], (others ?? grid.x).shape[0], pairs.length, parts, grid.kernel);
  if (!keep) return factors;
  const values = parts[0]!.prepared.allocate(factors.rows * factors.columns * factors.rank);
  const width = factors.columns * factors.rank;
  await factors.fill(0, factors.rows, values, control);
  const { rows, columns, rank } = factors;
  return { rows, columns, rank, forBlocks: (visit) => visit(0, matrix(rows, width, values)) };
}

/** The pairs with one first coordinate: the kernel between (x_i, z_a) and every (x′_j, z_b). */
interface PreparedPart {
  prepared: PreparedKernel;
  /** Index q of each b. */
  places: readonly number[];
  /** The kernel of each (x_i, z_a) with itself, where b = a is among the pairs and both sides have the same images. */
  own?: { place: number; diagonal: Float64Array };
}

async function preparePart(
  { architecture, kernel, x, z }: GridKernel,
  a: number,
  members: readonly { b: number; place: number }[],
  others: Matrix | undefined,
  engine: Engine,
): Promise<PreparedPart> {
  const at = (images: Matrix, coordinates: readonly number[]): HypernetworkPoints => {
    const width = z.shape[1];
    const rows = matrix(coordinates.length, width);
    for (const [k, index] of coordinates.entries()) rows.data.set(z.data.subarray(index * width, (index + 1) * width), k * width);
    return { x: images, z: rows, pairing: 'grid' };
  };
  const points = at(x, [a]);
  const bs = members.map(({ b }) => b);
  const points2 = at(others ?? x, bs);
  const prepared = await engine.kernels.prepare({ architecture, points, points2, outputs: [kernel], layers: false });
  const places = members.map(({ place }) => place);
  const own = others === undefined ? bs.indexOf(a) : -1;
  if (own < 0) return { prepared, places };
  return { prepared, places, own: { place: places[own]!, diagonal: prepared.diagonal(kernel) } };
}

/** Factors whose rows are made when they are needed. */
class ComputedFactors implements ImageFactors {
  readonly rows: number;
  readonly columns: number;
  readonly rank: number;
  readonly #parts: readonly PreparedPart[];
  readonly #kernel: RegressionKernel;
  #block: Float64Array = new Float64Array(0);
  #part: Float64Array = new Float64Array(0);

  constructor(rows: number, columns: number, rank: number, parts: readonly PreparedPart[], kernel: RegressionKernel) {
    this.rows = rows;
    this.columns = columns;
    this.rank = rank;
    this.#parts = parts;
    this.#kernel = kernel;
  }

  async forBlocks(visit: (start: number, block: Matrix) => Promise<void>, control: Control = uncontrolled): Promise<void> {
    const width = this.columns * this.rank;
    const step = Math.min(this.rows, Math.max(1, Math.floor(NUMBERS_PER_BLOCK / width)));
    if (this.#block.length === 0) this.#block = this.#parts[0]!.prepared.allocate(step * width);
    for (let start = 0; start < this.rows; start += step) {
      const stop = Math.min(start + step, this.rows);
      const values = this.#block.subarray(0, (stop - start) * width);
      await this.fill(start, stop, values, uncontrolled);
      await visit(start, matrix(stop - start, width, values));
      await control.checkpoint(stop / this.rows);
    }
  }

  /** Rows [start, stop) of all factors. */
  async fill(start: number, stop: number, out: Float64Array, control: Control): Promise<void> {
    const width = this.columns * this.rank;
    for (const { prepared, places, own } of this.#parts) {
      const whole = places.length === this.rank;
      const data = whole ? out : this.#partMemory(prepared, (stop - start) * prepared.columns);
      const layer = prepared.layerCount(this.#kernel);
      await prepared.evaluate(start, stop, [{ output: this.#kernel, layer, data }], control);
      if (!whole) scatter(data, places, this.rank, out);
      if (own) for (let i = start; i < stop; i++) out[(i - start) * width + i * this.rank + own.place] = own.diagonal[i]!;
    }
  }

  #partMemory(prepared: PreparedKernel, length: number): Float64Array {
    if (this.#part.length < length) this.#part = prepared.allocate(length);
    return this.#part.subarray(0, length);
  }
}

/** Spreads `[pairs of images, some of the factors]` over `[pairs of images, r]`. */
function scatter(source: Float64Array, places: readonly number[], rank: number, out: Float64Array): void {
  const count = places.length;
  for (let from = 0, to = 0; from < source.length; from += count, to += rank)
    for (let k = 0; k < count; k++) out[to + places[k]!] = source[from + k]!;
}

function byFirst(pairs: readonly CoordinatePair[]): Map<number, { b: number; place: number }[]> {
  const groups = new Map<number, { b: number; place: number }[]>();
  for (const [place, [a, b]] of pairs.entries()) groups.set(a, [...(groups.get(a) ?? []), { b, place }]);
  return groups;
}
