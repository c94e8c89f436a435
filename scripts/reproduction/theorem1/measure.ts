import { higherOrderTerms } from '../../../src/empirical/higher-order/higher-order-terms.ts';
import type { NetworkMeans } from '../../../src/empirical/sample-kernels.ts';
import { matrix } from '../../../src/nd-array.ts';
import type { NormalSource } from '../../../src/random/normals.ts';
import { RandomStream } from '../../../src/random/stream.ts';
import { architectureOf, DEPTHS, ORDERS, type Pair } from './cases.ts';
import { RememberedNormals } from './remembered-normals.ts';

/** Points i, which are different from point j. */
const LEFT = 3;
const IMAGE_SIZE = 8;
const COORDINATES = 4;
/** Of the numbers of different points. */
const CORRELATION = 0.75;
/** Weights that are there at a time. */
const MOST_NUMBERS = 2 ** 22;

export interface Measurement {
  widths: readonly number[];
  /** Of the largest width. */
  networks: number;
  pairs: readonly Pair[];
  /** Of f. */
  depth: number;
}

/** What K^(r) is in every network, at every point i, for one n. */
export interface Found {
  pair: Pair;
  primaryDepth: number;
  order: number;
  width: number;
  values: number[];
}

/**
 * K^(r)_ij of many networks of every width, at three points i and another point j, which are the same in all. The
 * networks of all pairs and depths of g have the hidden weights of f in common; widths have networks of their own.
 */
export async function measure(
  measurement: Measurement,
  { tensors, keptBytes }: Omit<NetworkMeans, 'normals'>,
  source: NormalSource,
  tell: (width: number, fraction: number) => void,
): Promise<Found[]> {
  const { widths, pairs, depth } = measurement;
  const normals = new RememberedNormals(source);
  const x = relatedRows(LEFT + 1, IMAGE_SIZE, 0);
  const z = relatedRows(LEFT + 1, COORDINATES, 1);
  const part = (from: number, to: number) => ({
    x: matrix(to - from, IMAGE_SIZE, x.subarray(from * IMAGE_SIZE, to * IMAGE_SIZE)),
    z: matrix(to - from, COORDINATES, z.subarray(from * COORDINATES, to * COORDINATES)),
    pairing: 'rows' as const,
  });
  const [points, points2] = [part(0, LEFT), part(LEFT, LEFT + 1)];
  const found: Found[] = [];
  for (const width of widths) {
    const count = networksOf(width, measurement);
    const cells = pairs.flatMap((pair) =>
      DEPTHS.flatMap((primaryDepth) => ORDERS.map((order): Found => ({ pair, primaryDepth, order, width, values: [] }))),
    );
    found.push(...cells);
    tell(width, 0);
    const batch = Math.max(1, Math.floor(MOST_NUMBERS / width ** 2));
    for (let firstNetwork = 0; firstNetwork < count; firstNetwork += batch) {
      const samples = Math.min(batch, count - firstNetwork);
      for (const pair of pairs) {
        for (const primaryDepth of DEPTHS) {
          const architecture = architectureOf(pair, primaryDepth, depth, width);
          const own = cells.filter((cell) => cell.pair === pair && cell.primaryDepth === primaryDepth);
          const request = { architecture, points, points2, order: ORDERS.length, seed: width, samples, firstNetwork };
          await higherOrderTerms(request, { tensors, normals, keptBytes }, (terms) => {
            for (const [index, term] of terms.entries()) own[index]!.values.push(...term);
          });
        }
      }
      normals.forget();
      tell(width, (firstNetwork + samples) / count);
    }
  }
  return found;
}

/** Narrow networks cost little: up to four times as many of them. */
export function networksOf(width: number, { widths, networks }: Measurement): number {
  return networks * Math.min(4, Math.floor(Math.max(...widths) / width));
}

/** Rows of normal numbers that are correlated with one another: kernels of odd networks are small at orthogonal points. */
function relatedRows(rows: number, columns: number, purpose: number): Float64Array {
  const stream = new RandomStream(0, purpose);
  const own = Math.sqrt(1 - CORRELATION);
  const shared = Math.sqrt(CORRELATION);
  return Float64Array.from(
    { length: rows * columns },
    (_, index) => shared * stream.normal(index % columns) + own * stream.normal(columns + index),
  );
}
