import { HypertangentError } from '../errors.ts';
import type { Matrix } from '../nd-array.ts';
import type { Architecture } from './architecture.ts';
import { type DistinctRows, distinctRows } from './distinct-rows.ts';

/** Inputs of an mlp: one row each. */
export interface MlpPoints {
  x: Matrix;
}

/**
 * Inputs (x, z) of a hypernetwork.
 *
 * `rows`: point i is (x_i, z_i). `grid`: every (x_i, z_j), x-major: point i·|z| + j.
 */
export interface HypernetworkPoints {
  x: Matrix;
  z: Matrix;
  pairing: 'rows' | 'grid';
}

export type Points = MlpPoints | HypernetworkPoints;

/** The number of points. */
export function pointCount(points: Points): number {
  return 'z' in points && points.pairing === 'grid' ? points.x.shape[0] * points.z.shape[0] : points.x.shape[0];
}

/** Points by their distinct images and coordinates, so that what depends on one of them alone is computed once. */
export interface IndexedPoints {
  readonly count: number;
  /** Distinct rows of x. */
  readonly images: Matrix;
  /** Distinct rows of z. */
  readonly coordinates: Matrix;
  /** Row of `images` that belongs to each point. */
  readonly imageOf: Int32Array;
  /** Row of `coordinates` that belongs to each point. */
  readonly coordinateOf: Int32Array;
}

/** @param distinct finds the distinct rows of images and of coordinates */
export function indexPoints(points: HypernetworkPoints, distinct: (source: Matrix) => DistinctRows = distinctRows): IndexedPoints {
  const x = distinct(points.x);
  const z = distinct(points.z);
  const count = pointCount(points);
  if (points.pairing === 'rows') {
    return { count, images: x.rows, coordinates: z.rows, imageOf: x.indexOf, coordinateOf: z.indexOf };
  }
  const coordinateCount = points.z.shape[0];
  const imageOf = new Int32Array(count);
  const coordinateOf = new Int32Array(count);
  for (let point = 0; point < count; point++) {
    imageOf[point] = x.indexOf[Math.floor(point / coordinateCount)]!;
    coordinateOf[point] = z.indexOf[point % coordinateCount]!;
  }
  return { count, images: x.rows, coordinates: z.rows, imageOf, coordinateOf };
}

/** Of networks with kernels; embedding networks have points as hypernetworks do. */
export type NetworkType = Architecture['type'] | 'embedding';

/**
 * Checks that `points` are inputs of `architecture` and go together with `others`.
 *
 * @throws HypertangentError `shape_mismatch`, `empty_array` or `invalid_value`, naming `path`
 */
export function checkPoints(architecture: { type: NetworkType }, points: Points, path: string, others?: Points): void {
  checkNotEmpty(points.x, `${path}/x`);
  if (others) checkWidth(points.x, others.x, `${path}/x`);
  if (architecture.type === 'mlp') {
    if ('z' in points) {
      throw new HypertangentError(
        'invalid_value',
        `an mlp takes points {x} alone, but ${path} also has z; did you mean a hypernetwork?`,
        {
          path: `${path}/z`,
          expected: 'no z for an mlp',
          received: 'z',
        },
      );
    }
    return;
  }
  if (!('z' in points)) {
    const noun = architecture.type === 'embedding' ? 'an embedding network' : 'a hypernetwork';
    throw new HypertangentError('invalid_value', `${noun} takes points {x, z}, but ${path} has no z`, {
      path: `${path}/z`,
      expected: `coordinates z for ${noun}`,
      received: null,
    });
  }
  checkNotEmpty(points.z, `${path}/z`);
  if (others && 'z' in others) checkWidth(points.z, others.z, `${path}/z`);
  const [images] = points.x.shape;
  const [coordinates] = points.z.shape;
  if (points.pairing === 'rows' && images !== coordinates) {
    const message = `with pairing "rows" x and z go together row by row, but x has ${images} rows and z has ${coordinates}; use pairing "grid" for every pair`;
    throw new HypertangentError('shape_mismatch', message, {
      path: `${path}/z`,
      expected: `${images} rows`,
      received: `${coordinates} rows`,
    });
  }
}

function checkNotEmpty(array: Matrix, path: string): void {
  if (array.shape[0] > 0 && array.shape[1] > 0) return;
  const message = `${path} has shape [${array.shape}]; at least one row and one column are needed`;
  throw new HypertangentError('empty_array', message, { path, shape: [...array.shape] });
}

function checkWidth(array: Matrix, reference: Matrix, path: string): void {
  if (array.shape[1] === reference.shape[1]) return;
  throw new HypertangentError(
    'shape_mismatch',
    `${path} has ${array.shape[1]} columns, but the other points have ${reference.shape[1]}`,
    {
      path,
      expected: `${reference.shape[1]} columns`,
      received: `${array.shape[1]} columns`,
    },
  );
}
