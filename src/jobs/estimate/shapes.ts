import type { Points } from '../../kernels/points.ts';
import type { Matrix } from '../../nd-array.ts';
import { asMatrix } from '../programs/load-array.ts';
import type { ArrayInput, PointsInput } from '../programs/program.ts';

/** Points by the shapes of their arrays alone. */
export function pointsShape({ x, z, pairing = 'rows' }: PointsInput, path: string): Points {
  const images = matrixShape(x, `${path}/x`);
  return z ? { x: images, z: matrixShape(z, `${path}/z`), pairing } : { x: images };
}

/** A matrix of this shape without its numbers. */
export function matrixShape({ shape }: ArrayInput, path: string, vectorAs: 'refused' | 'column' = 'refused'): Matrix {
  const data = new Float64Array(0);
  const [rows, columns] = shape;
  if (shape.length === 2) return { shape: [rows!, columns!], data };
  if (shape.length === 1 && vectorAs === 'column') return { shape: [rows!, 1], data };
  return asMatrix({ shape, data }, path, vectorAs);
}
