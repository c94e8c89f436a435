/** Things in a row, of one weight each. */
export interface Run {
  count: number;
  weight: number;
}

/** Things `first … first + count − 1` of a run. */
export interface Piece {
  run: number;
  first: number;
  count: number;
}

/**
 * Cuts runs that follow one another into parts of about equal weight: a thing belongs to the part in whose share of the whole
 * its middle lies. No part is empty, so that there may be fewer.
 */
export function cutRuns(runs: readonly Run[], parts: number): Piece[][] {
  const total = runs.reduce((sum, { count, weight }) => sum + count * weight, 0);
  const pieces: Piece[][] = Array.from({ length: parts }, () => []);
  let before = 0;
  for (const [run, { count, weight }] of runs.entries()) {
    // Of the first thing whose middle lies beyond the first `part` shares.
    const firstOf = (part: number) => clamp(Math.ceil(((part / parts) * total - before) / weight - 0.5), count);
    for (let part = 0; part < parts; part++) {
      const first = part === 0 ? 0 : firstOf(part);
      const stop = part === parts - 1 ? count : firstOf(part + 1);
      if (stop > first) pieces[part]!.push({ run, first, count: stop - first });
    }
    before += count * weight;
  }
  return pieces.filter((part) => part.length > 0);
}

function clamp(place: number, count: number): number {
  return Math.max(0, Math.min(count, place));
}
