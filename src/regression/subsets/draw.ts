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
  return shuffled(n, (index + 1) * size, new RandomStream(seed, 0))
    .slice(index * size)
    .sort();
}

/** The first `count` of the numbers below `bound` in a random order (Fisher–Yates). */
function shuffled(bound: number, count: number, random: RandomStream): Int32Array {
  const order = Int32Array.from({ length: bound }, (_, index) => index);
  for (let i = 0; i < count; i++) {
    const j = i + Math.floor(random.uniform(i) * (bound - i));
    const picked = order[j]!;
    order[j] = order[i]!;
    order[i] = picked;
  }
  return order.slice(0, count);
}
