/** How good a network is on some points. */
export interface Score {
  loss: number;
  /** Of classes: the part of the points whose largest output is the right one. */
  accuracy?: number;
}

/** The learning curve at one step. */
export interface CurvePoint {
  /** Steps that were taken; 0: none yet. */
  step: number;
  train: Score;
  test?: Score;
}

/** At most so many points of a curve, evenly spread, the first and the last among them. */
export function thinned(curve: readonly CurvePoint[], most: number): CurvePoint[] {
  if (curve.length <= most) return [...curve];
  return Array.from({ length: most }, (_, index) => curve[Math.round((index * (curve.length - 1)) / (most - 1))]!);
}
