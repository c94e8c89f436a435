import { requireFloat32 } from '../empirical/float32-range.ts';
import { HypertangentError } from '../errors.ts';
import { coordinateCovariance } from '../kernels/coordinate-features.ts';
import { distinctRows } from '../kernels/distinct-rows.ts';
import { indexPoints, type Points, pointCount } from '../kernels/points.ts';
import { type Matrix, matrix, type NdArray } from '../nd-array.ts';
import type { TrainedArchitecture } from './architecture.ts';
import type { LossSpec } from './losses/loss.ts';
import type { InputSizes } from './networks/network.ts';

/** Points as a network sees them, by their images and coordinates. */
export interface SeenPoints {
  count: number;
  /** `[images, n₀]` */
  images: Matrix;
  /** z, or its features, `[coordinates, m₀]`; null for an mlp */
  coordinates: Matrix | null;
  /** Row of `images`, and of `coordinates`, of each point. */
  imageOf: Int32Array;
  coordinateOf: Int32Array;
}

/** Points with what a network is to say of them. */
export interface Examples extends SeenPoints {
  /** `[points, outputs]`; of classes 1 at the right one */
  targets: Matrix;
}

/** What a network sees of points of these sizes. @throws HypertangentError `invalid_value` where features have no finite size */
export function inputSizes(architecture: TrainedArchitecture, image: number, coordinate: number): InputSizes {
  if (architecture.type === 'mlp') return { image, coordinate: 0 };
  const { coordinateFeatures } = architecture;
  const path = '/architecture/coordinate_features';
  if (coordinateFeatures.kind === 'fourier_limit') {
    const message = `${path} is the limit of infinitely many features, which a finite network cannot see; use fourier, with a number of features`;
    throw new HypertangentError('invalid_value', message, { path, expected: 'none or fourier', received: 'fourier_limit' });
  }
  coordinateCovariance(coordinateFeatures, path);
  return { image, coordinate: coordinateFeatures.kind === 'fourier' ? coordinateFeatures.features : coordinate };
}

/** @param path of the points, for errors. @throws HypertangentError `not_finite` where numbers are beyond float32 */
export function seenPoints(architecture: TrainedArchitecture, points: Points, path: string): SeenPoints {
  requireFloat32(points.x, `${path}/x`);
  if (architecture.type === 'mlp' || !('z' in points)) {
    const count = pointCount(points);
    const each = Int32Array.from({ length: count }, (_, index) => index);
    return { count, images: points.x, coordinates: null, imageOf: each, coordinateOf: new Int32Array(count) };
  }
  const { count, images, coordinates, imageOf, coordinateOf } = indexPoints(points, (rows) => distinctRows(rows));
  const features = coordinateCovariance(architecture.coordinateFeatures, '/architecture/coordinate_features');
  const embedded = features.embed(coordinates);
  requireFloat32(architecture.coordinateFeatures.kind === 'none' ? points.z : embedded, `${path}/z`);
  return { count, images, coordinates: embedded, imageOf, coordinateOf };
}

/**
 * @param labels numbers, `[n]` or `[n, columns]`; for `cross_entropy` classes, `[n]` or `[n, 1]`
 * @param path of the labels, for errors
 * @throws HypertangentError `shape_mismatch`, `invalid_value` or `not_finite`
 */
export function targetsOf(labels: NdArray, loss: LossSpec, points: number, path: string): Matrix {
  const { shape, data } = labels;
  const columns = checkTargetShape(shape, loss, points, path);
  if (loss.kind !== 'cross_entropy') {
    requireFloat32(labels, path);
    return matrix(points, columns, data);
  }
  const targets = matrix(points, columns);
  for (const [index, label] of data.entries()) {
    if (!Number.isInteger(label) || label < 0 || label >= columns) throw outOfRange(label, index, columns, path);
    targets.data[index * columns + label] = 1;
  }
  return targets;
}

/** The outputs that a network needs for labels of this shape. @throws HypertangentError `shape_mismatch` */
export function checkTargetShape(shape: readonly number[], loss: LossSpec, points: number, path: string): number {
  const [rows, columns = 1] = shape;
  const classes = loss.kind === 'cross_entropy';
  const expected = classes ? `[${points}]: a class of each point` : `[${points}] or [${points}, columns]`;
  const fits = shape.length <= 2 && rows === points && columns >= 1 && !(classes && columns !== 1);
  if (fits) return classes ? loss.classes : columns;
  const received = `[${shape.join(', ')}]`;
  throw new HypertangentError('shape_mismatch', `${path} must have the shape ${expected}; got ${received}`, {
    path,
    expected,
    received,
  });
}

function outOfRange(label: number, index: number, classes: number, path: string): HypertangentError {
  const message = `${path} has ${label} at [${index}]; with cross_entropy labels are classes, integers from 0 to ${classes - 1}`;
  return new HypertangentError('invalid_value', message, {
    path,
    expected: `integers from 0 to ${classes - 1}`,
    received: label,
  });
}
