import type { Points } from '../kernels/points.ts';
import { takeRows } from '../nd-array.ts';

/** Some of the points, in the order of their indices; those of a grid come row by row. */
export function takePoints(points: Points, indices: Int32Array): Points {
  if (!('z' in points)) return { x: takeRows(points.x, indices) };
  const { x, z, pairing } = points;
  if (pairing === 'rows') return { x: takeRows(x, indices), z: takeRows(z, indices), pairing };
  const coordinates = z.shape[0];
  return {
    x: takeRows(
      x,
      indices.map((point) => Math.floor(point / coordinates)),
    ),
    z: takeRows(
      z,
      indices.map((point) => point % coordinates),
    ),
    pairing: 'rows',
  };
}
