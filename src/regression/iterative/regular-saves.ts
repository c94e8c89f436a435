import type { Checkpoints } from '../../checkpoints.ts';

/** Saves the solution, which is made then only, whenever it is called long enough after the last save. */
export function regularSaves(
  checkpoints: Checkpoints | undefined,
  shape: readonly number[],
): (solution: () => Float64Array) => Promise<void> {
  let saved = performance.now();
  return async (solution) => {
    if (checkpoints === undefined || performance.now() - saved < checkpoints.intervalMs) return;
    await checkpoints.save({ shape, data: solution() });
    saved = performance.now();
  };
}

/**
 * The saved solution to begin with, if there is one of `length` numbers: full_grid keeps a masked problem's hidden
 * points, and the others do not.
 */
export async function savedStart(checkpoints: Checkpoints | undefined, length: number): Promise<Float64Array | undefined> {
  const saved = (await checkpoints?.load())?.data;
  return saved?.length === length ? saved : undefined;
}
