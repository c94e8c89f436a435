import type { Matrix } from '../nd-array.ts';

/**
 * Pairs of coordinates (z, z′) by their value of Σ⁰(z, z′), where all coordinates have one variance.
 *
 * The kernels of a hypernetwork depend on z and z′ through Σ⁰(z, z′) and the variances alone
 * (Corollary 1 of the paper). On a grid of pixels with Fourier features there are a few hundred
 * different values among P² pairs.
 */
export interface CoordinateClasses {
  /** Class of each pair, `[z, z′]` row-major. */
  readonly classOf: Int32Array;
  /** Σ⁰(z, z′) of each class. */
  readonly values: Float64Array;
}

/** Beyond this many classes a tile of them would not stay in cache. */
const MOST_CLASSES = 8192;

export interface DistinctValues {
  values: number[];
  indexOf: Int32Array;
}

/** The distinct values of `values`, in order of appearance, and which of them each element is; null beyond `limit`. */
export function distinctValues(values: Float64Array, limit = Number.POSITIVE_INFINITY): DistinctValues | null {
  const known = new Map<number, number>();
  const indexOf = new Int32Array(values.length);
  for (let i = 0; i < values.length; i++) {
    let index = known.get(values[i]!);
    if (index === undefined) {
      if (known.size === limit) return null;
      index = known.size;
      known.set(values[i]!, index);
    }
    indexOf[i] = index;
  }
  return { values: [...known.keys()], indexOf };
}

/**
 * Groups the entries of `cross`; null when there are more than `limit` classes, or the variances differ.
 *
 * @param cross Σ⁰(z, z′), `[z, z′]`
 * @param leftVariance, rightVariance Σ⁰(z, z) and Σ⁰(z′, z′)
 */
export function coordinateClasses(
  cross: Matrix,
  leftVariance: Float64Array,
  rightVariance: Float64Array,
  limit: number,
): CoordinateClasses | null {
  const [variance] = leftVariance;
  if (![leftVariance, rightVariance].every((list) => list.every((value) => value === variance))) return null;
  const classes = distinctValues(cross.data, Math.min(MOST_CLASSES, Math.floor(limit)));
  return classes && { classOf: classes.indexOf, values: Float64Array.from(classes.values) };
}
