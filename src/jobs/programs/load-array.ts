import { type ErrorCode, type ErrorDetails, HypertangentError, isHypertangentError } from '../../errors.ts';
import type { HypernetworkPoints, Points } from '../../kernels/points.ts';
import { type Matrix, matrix, type NdArray, unravel } from '../../nd-array.ts';
import type { ArrayStore } from '../../store/array-store.ts';
import type { Allocate } from '../../store/npy/file.ts';
import type { ArrayInput, PointsInput, ProgramContext } from './program.ts';

/**
 * The numbers of an array of a request.
 *
 * @param allocate makes the memory that stored arrays are read into
 * @throws HypertangentError `array_not_found`, `shape_mismatch`, `unsupported_dtype` or `not_finite`
 */
export async function loadArray(array: ArrayInput, path: string, store: ArrayStore, allocate?: Allocate): Promise<NdArray> {
  const loaded = 'data' in array ? array : await atField(path, () => store.read(array.arrayId, array.rows, allocate));
  if (allFinite(loaded.data)) return loaded;
  const bad = loaded.data.findIndex((value) => !Number.isFinite(value));
  const index = unravel(bad, loaded.shape);
  const received = String(loaded.data[bad]);
  throw new HypertangentError('not_finite', `${path} holds ${received} at [${index}]; only finite numbers can be computed with`, {
    path,
    index,
    received,
  });
}

/** Runs `work`; an error about an array that does not say where in the request it stands gets `path`. */
export async function atField<Result>(path: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!isHypertangentError(error)) throw error;
    const details = { ...error.details, path } as ErrorDetails[ErrorCode];
    throw new HypertangentError(error.code, `${path}: ${error.message}`, details, error);
  }
}

/** An array of two axes; one axis is taken as a column when `vectorAs` says so. */
export function asMatrix(array: NdArray, path: string, vectorAs: 'refused' | 'column' = 'refused'): Matrix {
  const [rows, columns] = array.shape;
  if (array.shape.length === 2) return matrix(rows!, columns!, array.data);
  if (array.shape.length === 1 && vectorAs === 'column') return matrix(rows!, 1, array.data);
  const expected = vectorAs === 'column' ? '[n] or [n, k]' : '[n, d]';
  throw new HypertangentError('shape_mismatch', `${path} must have shape ${expected}, got [${array.shape}]`, {
    path,
    expected,
    received: `[${array.shape}]`,
  });
}

/** Points with their numbers, at `path` of the request. */
export async function loadPoints(points: PointsInput, path: string, context: Pick<ProgramContext, 'load'>): Promise<Points> {
  const x = asMatrix(await context.load(points.x, `${path}/x`), `${path}/x`);
  if (points.z === undefined) return { x };
  const z = asMatrix(await context.load(points.z, `${path}/z`), `${path}/z`);
  return { x, z, pairing: points.pairing ?? 'rows' } satisfies HypernetworkPoints;
}

/** Zero times a number is NaN where it is not finite, and sums keep that; four of them need not wait for each other. */
function allFinite(data: Float64Array): boolean {
  let [a, b, c, d] = [0, 0, 0, 0];
  for (let i = data.length % 4; i < data.length; i += 4) {
    a += 0 * data[i]!;
    b += 0 * data[i + 1]!;
    c += 0 * data[i + 2]!;
    d += 0 * data[i + 3]!;
  }
  for (let i = 0; i < data.length % 4; i++) a += 0 * data[i]!;
  return a + b + c + d === 0;
}
