import { HypertangentError } from '../../../errors.ts';
import type { CoordinateFeatures } from '../../../kernels/architecture.ts';
import { type DistinctValues, distinctValues } from '../../../kernels/coordinate-classes.ts';
import { coordinateCovariance } from '../../../kernels/coordinate-features.ts';
import type { TableCache } from '../../../kernels/table-cache.ts';
import type { Matrix } from '../../../nd-array.ts';

/**
 * Pairs of coordinates by all that a hypernetwork's kernel sees of them: Σ⁰(z, z), Σ⁰(z′, z′) and
 * Σ⁰(z, z′) (Corollary 1 of the paper).
 */
export interface PairClasses {
  readonly count: number;
  /** Class of each pair, `[p, p]` row-major. */
  readonly classOf: Int32Array;
  /** The first pair of each class, as an index into `classOf`. */
  readonly pairOf: Int32Array;
  /** The class of every (z, z), where all coordinates have one variance; null otherwise. */
  readonly same: number | null;
}

/** Coordinates whose pairs are still held one by one: 64 MiB of classes, and as much for each factor. */
export const MOST_COORDINATES = 4096;

/**
 * @param z `[p, m₀]`
 * @param tables where classes of the same coordinates may be found
 * @throws HypertangentError `invalid_value` on features without meaning, or too many coordinates
 */
export function pairClasses(coordinateFeatures: CoordinateFeatures, z: Matrix, tables?: TableCache): PairClasses {
  const [size] = z.shape;
  if (size > MOST_COORDINATES) {
    const message = `a full grid takes at most ${MOST_COORDINATES} coordinates, got ${size}; split the images, or use another solver`;
    throw new HypertangentError('invalid_value', message, {
      path: '/train/z',
      expected: `at most ${MOST_COORDINATES} rows`,
      received: size,
    });
  }
  if (tables === undefined) return classesOf(coordinateFeatures, z);
  const bytesOf = ({ classOf, pairOf }: PairClasses) => classOf.byteLength + pairOf.byteLength;
  const key = `pair classes ${tables.idOf(z)} ${JSON.stringify(coordinateFeatures)}`;
  return tables.get(key, () => classesOf(coordinateFeatures, z), bytesOf);
}

function classesOf(coordinateFeatures: CoordinateFeatures, z: Matrix): PairClasses {
  const [size] = z.shape;
  const features = coordinateCovariance(coordinateFeatures, '/architecture/coordinate_features');
  const embedded = features.embed(z);
  const variance = distinctValues(features.variance(embedded))!;
  const cross = distinctValues(features.cross(embedded, embedded).data)!;
  // With one variance for all, pairs differ in Σ⁰(z, z′) alone.
  const { values, indexOf } = variance.values.length === 1 ? cross : distinctValues(withVariances(cross, variance))!;
  const pairOf = new Int32Array(values.length).fill(-1);
  indexOf.forEach((found, pair) => {
    if (pairOf[found]! < 0) pairOf[found] = pair;
  });
  const [first] = indexOf;
  const alike = Array.from({ length: size }, (_, k) => indexOf[k * (size + 1)]).every((found) => found === first);
  return { count: values.length, classOf: indexOf, pairOf, same: alike ? first! : null };
}

/** One number for each pair, that tells Σ⁰(z, z′) and both variances. */
function withVariances(cross: DistinctValues, variance: DistinctValues): Float64Array {
  const size = variance.indexOf.length;
  const kinds = variance.values.length;
  const keys = new Float64Array(size * size);
  for (let i = 0; i < size; i++)
    for (let j = 0; j < size; j++)
      keys[i * size + j] = (cross.indexOf[i * size + j]! * kinds + variance.indexOf[i]!) * kinds + variance.indexOf[j]!;
  return keys;
}
