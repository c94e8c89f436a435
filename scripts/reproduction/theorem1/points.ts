import type { HypernetworkPoints } from '../../../src/kernels/points.ts';
import { type Matrix, matrix } from '../../../src/nd-array.ts';
import { RandomStream } from '../../../src/random/stream.ts';

/** Points i, and the other point j behind them. */
const LEFT = 3;
const COUNT = LEFT + 1;
const IMAGE_SIZE = 8;
const COORDINATES = 4;
/** Of the numbers of different points: kernels of odd networks are small at orthogonal points, whatever n. */
const CORRELATION = 0.75;

/** Images of all points. */
export const IMAGES = relatedRows(IMAGE_SIZE, 0);
export const POINTS = pointsOf(IMAGES);

/** The points i and j with these images and everyone's coordinates. */
export function pointsOf(images: Matrix): { points: HypernetworkPoints; points2: HypernetworkPoints } {
  const z = relatedRows(COORDINATES, 1);
  const part = (from: number, to: number) => ({ x: rows(images, from, to), z: rows(z, from, to), pairing: 'rows' as const });
  return { points: part(0, LEFT), points2: part(LEFT, COUNT) };
}

function rows({ data, shape: [, columns] }: Matrix, from: number, to: number): Matrix {
  return matrix(to - from, columns, data.slice(from * columns, to * columns));
}

/** Normal numbers, correlated from row to row. */
function relatedRows(columns: number, purpose: number): Matrix {
  const stream = new RandomStream(0, purpose);
  const [shared, own] = [Math.sqrt(CORRELATION), Math.sqrt(1 - CORRELATION)];
  return matrix(
    COUNT,
    columns,
    Float64Array.from(
      { length: COUNT * columns },
      (_, index) => shared * stream.normal(index % columns) + own * stream.normal(columns + index),
    ),
  );
}
