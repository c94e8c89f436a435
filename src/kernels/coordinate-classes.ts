import type { Matrix } from '../nd-array.ts';

/**
 * Pairs of coordinates (z, z′) by their value of (Σ⁰(z, z′), Σ⁰(z, z), Σ⁰(z′, z′)).
 *
 * The kernels of a hypernetwork depend on z and z′ through these three numbers alone (Corollary 1 of
 * the paper). On a grid of pixels there are a few hundred different ones among P² pairs.
 */
export interface CoordinateClasses {
  readonly count: number;
  /** Class of each pair, `[z, z′]` row-major. */
  readonly classOf: Int32Array;
  /** Σ⁰(z, z′) of each class. */
  readonly inner: Float64Array;
  /** Variance class of z and of z′, for each class: an index into the distinct values of Σ⁰(z, z). */
  readonly leftVariance: Int32Array;
  readonly rightVariance: Int32Array;
}

/** The distinct values of `values`, in order of appearance, and which of them each element is. */
export function distinctValues(values: Float64Array): { values: number[]; indexOf: Int32Array } {
  const known = new Map<number, number>();
  const indexOf = new Int32Array(values.length);
  for (let i = 0; i < values.length; i++) {
    let index = known.get(values[i]!);
    if (index === undefined) {
      index = known.size;
      known.set(values[i]!, index);
    }
    indexOf[i] = index;
  }
  return { values: [...known.keys()], indexOf };
}

/**
 * Groups the entries of `cross`; null as soon as there are more than `limit` classes.
 *
 * @param cross Σ⁰(z, z′), `[z, z′]`
 * @param leftVarianceOf, rightVarianceOf variance class of every z and z′
 */
export function coordinateClasses(
  cross: Matrix,
  leftVarianceOf: Int32Array,
  rightVarianceOf: Int32Array,
  limit: number,
): CoordinateClasses | null {
  const [rows, columns] = cross.shape;
  const classOf = new Int32Array(rows * columns);
  const inner: number[] = [];
  const left: number[] = [];
  const right: number[] = [];
  const byVariances = new Map<number, Map<number, number>>();
  const rightCount = rightVarianceOf.reduce((most, index) => Math.max(most, index), 0) + 1;
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const variances = leftVarianceOf[i]! * rightCount + rightVarianceOf[j]!;
      let known = byVariances.get(variances);
      if (known === undefined) {
        known = new Map();
        byVariances.set(variances, known);
      }
      const value = cross.data[i * columns + j]!;
      let index = known.get(value);
      if (index === undefined) {
        if (inner.length === limit) return null;
        index = inner.length;
        known.set(value, index);
        inner.push(value);
        left.push(leftVarianceOf[i]!);
        right.push(rightVarianceOf[j]!);
      }
      classOf[i * columns + j] = index;
    }
  }
  return {
    count: inner.length,
    classOf,
    inner: Float64Array.from(inner),
    leftVariance: Int32Array.from(left),
    rightVariance: Int32Array.from(right),
  };
}
