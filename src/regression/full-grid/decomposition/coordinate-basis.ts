import { type Matrix, row } from '../../../nd-array.ts';
import type { PairClasses } from './pair-classes.ts';

/**
 * An orthogonal basis of functions of the coordinates in which every B_q is block-diagonal.
 *
 * Its functions are even or odd under each reflection of the coordinates that leaves the classes of pairs as they
 * are: on a grid of pixels there are two reflections, and four blocks.
 */
export interface CoordinateBasis {
  /** Functions of each block; their sum is p. */
  readonly blocks: readonly number[];
  /** Coordinates at which a function is not 0, at most; 0 weights fill up the others. */
  readonly width: number;
  /** Coordinates of each function, `[p, width]`, the first with a positive weight. */
  readonly places: Int32Array;
  /** Its value there, `[p, width]`. */
  readonly weights: Float64Array;
}

/**
 * @param z `[p, m₀]`
 */
export function coordinateBasis(z: Matrix, classes: PairClasses): CoordinateBasis {
  return characterBasis(reflections(z, classes), z.shape[0]);
}

/** Reflections z_k → −z_k about the middle that map coordinates to coordinates, and classes to themselves. */
function reflections(z: Matrix, { classOf }: PairClasses): Int32Array[] {
  const [p, axes] = z.shape;
  const ranks = ranksOf(z);
  const placeOf = new Map(ranks.map(({ key }, index) => [key.join(), index]));
  const found: Int32Array[] = [];
  for (let axis = 0; axis < axes; axis++) {
    const image = Int32Array.from(ranks, ({ key, last }) => placeOf.get(key.with(axis, last[axis]! - key[axis]!).join()) ?? -1);
    const moves = image.some((to, from) => to !== from);
    if (moves && !image.includes(-1) && keepsClasses(image, classOf, p)) found.push(image);
  }
  return found;
}

/** Each coordinate's place among the distinct values on every axis. */
function ranksOf(z: Matrix): { key: number[]; last: number[] }[] {
  const [p, axes] = z.shape;
  const values = Array.from({ length: axes }, (_, axis) => {
    const all = Array.from({ length: p }, (_, index) => z.data[index * axes + axis]!);
    return [...new Set(all)].sort((a, b) => a - b);
  });
  const rank = values.map((list) => new Map(list.map((value, index) => [value, index])));
  const last = values.map((list) => list.length - 1);
  return Array.from({ length: p }, (_, index) => {
    return { key: Array.from(row(z, index), (value, axis) => rank[axis]!.get(value)!), last };
  });
}

function keepsClasses(image: Int32Array, classOf: Int32Array, p: number): boolean {
  for (let i = 0; i < p; i++) {
    const to = image[i]! * p;
    for (let j = 0; j < p; j++) if (classOf[i * p + j] !== classOf[to + image[j]!]) return false;
  }
  return true;
}

/** The orbits of the group that commuting reflections generate, once for each of its characters. */
function characterBasis(generators: readonly Int32Array[], p: number): CoordinateBasis {
  const width = 2 ** generators.length;
  const orbits = orbitsOf(generators, p);
  const blocks: number[] = [];
  const places: number[] = [];
  const weights: number[] = [];
  for (let character = 0; character < width; character++) {
    let size = 0;
    for (const orbit of orbits) {
      const signs = new Map<number, number>();
      for (const [element, place] of orbit.entries()) {
        const sign = parity(element & character) === 0 ? 1 : -1;
        signs.set(place, (signs.get(place) ?? 0) + sign);
      }
      // An element that leaves the coordinate where it is must not change its sign.
      if ([...signs.values()].some((sum) => sum === 0)) continue;
      const scale = 1 / Math.sqrt(signs.size);
      const entries = [...signs].map(([place, sum]) => [place, Math.sign(sum) * scale] as const);
      for (let k = 0; k < width; k++) {
        places.push(entries[k]?.[0] ?? entries[0]![0]);
        weights.push(entries[k]?.[1] ?? 0);
      }
      size++;
    }
    if (size > 0) blocks.push(size);
  }
  return { blocks, width, places: Int32Array.from(places), weights: Float64Array.from(weights) };
}

/** For each orbit, where its first coordinate goes under each element of the group: bit k stands for generator k. */
function orbitsOf(generators: readonly Int32Array[], p: number): number[][] {
  const seen = new Uint8Array(p);
  const orbits: number[][] = [];
  for (let start = 0; start < p; start++) {
    if (seen[start]) continue;
    let orbit = [start];
    for (const image of generators) orbit = [...orbit, ...orbit.map((place) => image[place]!)];
    for (const place of orbit) seen[place] = 1;
    orbits.push(orbit);
  }
  return orbits;
}

function parity(bits: number): number {
  let odd = 0;
  for (let rest = bits; rest > 0; rest >>= 1) odd ^= rest & 1;
  return odd;
}
