import { higherOrderTerms } from '../../../src/empirical/higher-order/higher-order-terms.ts';
import type { NetworkMeans } from '../../../src/empirical/network-means.ts';
import { architectureOf, DEPTHS, ORDERS, type Pair } from './cases.ts';
import { POINTS } from './points.ts';
import { RememberedNormals } from './remembered-normals.ts';

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
  means: NetworkMeans,
  tell: (width: number, fraction: number) => void,
): Promise<Found[]> {
  const { widths, pairs, depth } = measurement;
  const normals = new RememberedNormals(means.normals);
  const { points, points2 } = POINTS;
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
          await higherOrderTerms(request, { ...means, normals }, (terms) => {
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
