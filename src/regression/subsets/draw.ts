import { RandomStream } from '../../random/stream.ts';

/** Which subsets of the training points regressors are fitted to. */
export interface SubsetsSpec {
  /** Number of subsets, S. */
  count: number;
  /** Points of each. */
  size: number;
  /** Whether no point is in two subsets; otherwise each is drawn afresh from all. */
  disjoint: boolean;
  seed: number;
}

/**
 * The points of subset `index` of n, ascending.
 *
 * Disjoint subsets are consecutive parts of one random order of all points; others are drawn from streams of
 * their own. None depends on how many there are.
 */
export function drawSubset({ size, disjoint, seed }: SubsetsSpec, index: number, n: number): Int32Array {
  if (!disjoint) return new RandomStream(seed, index).sample(n, size);
  return new RandomStream(seed, 0)
    .order(n, (index + 1) * size)
    .slice(index * size)
    .sort();
}
