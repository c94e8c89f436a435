import { type Control, subControl, uncontrolled } from '../../../control.ts';
import type { Engine } from '../../../engine/engine.ts';
import { type CoordinatePair, symmetricPairs } from '../../../kernels/hypernetwork-pairs.ts';
import type { PreparedKernel } from '../../../kernels/kernel-engine.ts';
import type { HypernetworkPoints } from '../../../kernels/points.ts';
import { type Matrix, matrix } from '../../../nd-array.ts';
import type { GridKernel } from '../grid-kernel.ts';

/** Images on each side of a tile: products of this size run at full speed. */
const TILE_IMAGES = 2048;

export interface FactorOptions {
  /**
   * Whether to hold the factors, about n·n′·r numbers, half of them where they are symmetric and many, or to make them
   * anew each time they are needed.
   */
  keep: boolean;
  /** Images on each side of a tile, at most. */
  tileImages?: number;
}

/**
 * A_q for q = 1 … r: the kernel between images (x_i, z_a) and (x′_j, z_b) at each of r pairs of coordinates, in
 * tiles of images.
 */
export interface ImageFactors {
  /** n */
  readonly rows: number;
  /** n′ */
  readonly columns: number;
  /** r */
  readonly rank: number;
  /** Calls `visit` with one tile after another; a tile is valid during the call. */
  forTiles(visit: (tile: FactorTile) => Promise<void>, control?: Control): Promise<void>;
}

/** All factors between some images and some others. */
export interface FactorTile {
  readonly rows: ImageRange;
  readonly columns: ImageRange;
  /** A_q, row-major, one after the other: `[r, rows·columns]`. */
  readonly values: Matrix;
  /** Whether it stands for its transpose, too: rows and columns are different images of one symmetric factor. */
  readonly mirrored: boolean;
}

/** Images [start, start + count). */
export interface ImageRange {
  readonly start: number;
  readonly count: number;
}

/** A_q of a tile, `[rows, columns]`. */
export function factorOf({ rows, columns, values }: FactorTile, q: number): Matrix {
  const size = rows.count * columns.count;
  return matrix(rows.count, columns.count, values.data.subarray(q * size, (q + 1) * size));
}

/** Numbers of all factors that are held. */
export function factorNumbers(images: number, rank: number): number {
  const tiles = Math.ceil(images / TILE_IMAGES);
  return (rank * images * images * (tiles + 1)) / (2 * tiles);
}

/** Numbers of one tile that is made anew each time it is needed. */
export function tileNumbers(images: number, others: number, rank: number): number {
  return rank * tileSize(images, TILE_IMAGES) * tileSize(others, TILE_IMAGES);
}

/**
 * @param others the images of the other side; omitted: the same images
 */
export async function imageFactors(
  grid: GridKernel,
  pairs: readonly CoordinatePair[],
  others: Matrix | undefined,
  { keep, tileImages = TILE_IMAGES }: FactorOptions,
  engine: Engine,
  control: Control = uncontrolled,
): Promise<ImageFactors> {
  const factors = new ComputedFactors(grid, pairs, others, tileImages, engine);
  if (!keep) return factors;
  const tiles: FactorTile[] = [];
  await factors.makeTiles(
    (numbers, prepared) => prepared.allocate(numbers),
    async (tile) => void tiles.push(tile),
    control,
  );
  const { rows, columns, rank } = factors;
  const forTiles: ImageFactors['forTiles'] = async (visit) => {
    for (const tile of tiles) await visit(tile);
  };
  return { rows, columns, rank, forTiles };
}

/** Factors that are made when they are needed. */
class ComputedFactors implements ImageFactors {
  readonly rows: number;
  readonly columns: number;
  readonly rank: number;
  readonly #setting: FactorSetting;
  #memory: Float64Array = new Float64Array(0);

  constructor(grid: GridKernel, pairs: readonly CoordinatePair[], others: Matrix | undefined, tileImages: number, engine: Engine) {
    const shared = (images: Matrix): Matrix => {
      // Tables are found again by their matrix.
      if (engine.kernels.tables) return images;
      const data = engine.kernels.allocate(images.data.length);
      data.set(images.data);
      return { ...images, data };
    };
    const symmetric = others === undefined && symmetricPairs(grid.architecture, grid.z, pairs);
    const given = { grid: { ...grid, x: shared(grid.x) }, others: others && shared(others) };
    this.#setting = { ...given, pairs, symmetric, tileImages, engine };
    this.rows = grid.x.shape[0];
    this.columns = (others ?? grid.x).shape[0];
    this.rank = pairs.length;
  }

  async forTiles(visit: (tile: FactorTile) => Promise<void>, control: Control = uncontrolled): Promise<void> {
    const allocate = (numbers: number, prepared: PreparedKernel) => {
      if (this.#memory.length < numbers) this.#memory = prepared.allocate(numbers);
      return this.#memory.subarray(0, numbers);
    };
    await this.makeTiles(allocate, visit, control);
  }

  async makeTiles(
    allocate: (numbers: number, prepared: PreparedKernel) => Float64Array,
    visit: (tile: FactorTile) => Promise<void>,
    control: Control,
  ): Promise<void> {
    const { grid, pairs, symmetric, tileImages } = this.#setting;
    const places: { rows: ImageRange; columns: ImageRange }[] = [];
    for (const rows of tileRanges(this.rows, tileImages))
      for (const columns of tileRanges(this.columns, tileImages))
        if (!symmetric || columns.start >= rows.start) places.push({ rows, columns });
    for (const [index, { rows, columns }] of places.entries()) {
      const part = subControl(control, index / places.length, (index + 1) / places.length);
      const prepared = await prepare(this.#setting, rows, columns);
      const size = rows.count * columns.count;
      const values = matrix(this.rank, size, allocate(this.rank * size, prepared));
      const output = grid.kernel;
      const layer = prepared.layerCount(output);
      const targets = pairs.map((_, pair) => {
        const data = values.data.subarray(pair * size, (pair + 1) * size);
        return { output, layer, pair, data, ...(prepared.symmetric && { whole: data }) };
      });
      await prepared.evaluate(0, rows.count, targets, part);
      await visit({ rows, columns, values, mirrored: symmetric && rows.start !== columns.start });
    }
  }
}

interface FactorSetting {
  /** Images in memory that threads share, as are `others`. */
  grid: GridKernel;
  pairs: readonly CoordinatePair[];
  others: Matrix | undefined;
  /** Whether every A_q is symmetric. */
  symmetric: boolean;
  tileImages: number;
  engine: Engine;
}

function prepare({ grid, pairs, others, engine }: FactorSetting, rows: ImageRange, columns: ImageRange): Promise<PreparedKernel> {
  const { architecture, kernel, x, z } = grid;
  const at = (images: Matrix, { start, count }: ImageRange): HypernetworkPoints => {
    if (count === images.shape[0]) return { x: images, z, pairing: 'grid' };
    const width = images.shape[1];
    return { x: matrix(count, width, images.data.subarray(start * width, (start + count) * width)), z, pairing: 'grid' };
  };
  const own = others === undefined && rows.start === columns.start;
  const points2 = own ? undefined : at(others ?? x, columns);
  const problem = { architecture, points: at(x, rows), outputs: [kernel], layers: false, pairs };
  return engine.kernels.prepare({ ...problem, ...(points2 && { points2 }) });
}

/** Images in as few ranges of one size as may be. */
function tileRanges(images: number, most: number): ImageRange[] {
  const size = tileSize(images, most);
  return Array.from({ length: Math.ceil(images / size) }, (_, k) => {
    return { start: k * size, count: Math.min(size, images - k * size) };
  });
}

function tileSize(images: number, most: number): number {
  return Math.ceil(images / Math.ceil(images / most));
}
