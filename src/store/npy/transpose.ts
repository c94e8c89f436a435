/** Edge of the square tiles: a tile of each side stays in the first-level cache. */
const TILE = 32;

/**
 * Reorders a Fortran-order array (first axis fastest) to row-major (last axis fastest).
 *
 * For every index of the middle axes, the plane of the first and the last axis is transposed tile by
 * tile. Returns `source` itself where the two orders agree.
 */
export function fortranToRowMajor(source: Float64Array, shape: readonly number[]): Float64Array {
  if (shape.filter((length) => length !== 1).length < 2 || source.length === 0) return source;
  const rank = shape.length;
  const firstLength = shape[0]!;
  const lastLength = shape[rank - 1]!;
  const sourceStrides = shape.map((_, axis) => shape.slice(0, axis).reduce(multiply, 1));
  const targetStrides = shape.map((_, axis) => shape.slice(axis + 1).reduce(multiply, 1));
  const target = new Float64Array(source.length);
  const middle = new Array<number>(rank).fill(0);
  for (let plane = source.length / (firstLength * lastLength); plane > 0; plane--) {
    transposePlane(
      { data: source, offset: dot(middle, sourceStrides), stride: sourceStrides[rank - 1]!, length: lastLength },
      { data: target, offset: dot(middle, targetStrides), stride: targetStrides[0]!, length: firstLength },
    );
    for (let axis = rank - 2; axis >= 1; axis--) {
      middle[axis]!++;
      if (middle[axis]! < shape[axis]!) break;
      middle[axis] = 0;
    }
  }
  return target;
}

/** `length` lines of adjacent elements, `stride` apart. */
interface Plane {
  data: Float64Array;
  offset: number;
  stride: number;
  length: number;
}

/** target[first, last] = source[last, first], both indexed [line, element of the line]. */
function transposePlane(source: Plane, target: Plane): void {
  for (let firstTile = 0; firstTile < target.length; firstTile += TILE) {
    const firstEnd = Math.min(firstTile + TILE, target.length);
    for (let lastTile = 0; lastTile < source.length; lastTile += TILE) {
      const lastEnd = Math.min(lastTile + TILE, source.length);
      for (let first = firstTile; first < firstEnd; first++) {
        const line = target.offset + first * target.stride;
        for (let last = lastTile; last < lastEnd; last++)
          target.data[line + last] = source.data[source.offset + last * source.stride + first]!;
      }
    }
  }
}

const multiply = (a: number, b: number) => a * b;

const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, value, i) => sum + value * b[i]!, 0);
