/** Some of a length: `count` from `start` on. */
export interface Span {
  start: number;
  count: number;
}

/** A length in spans of at most so many. */
export function* spans(length: number, most: number): Generator<Span> {
  for (let start = 0; start < length; start += most) yield { start, count: Math.min(most, length - start) };
}

/** As many as the limits allow, at least one and at most all. */
export function fitting(length: number, ...limits: readonly number[]): number {
  return Math.max(1, Math.min(length, ...limits.map(Math.floor)));
}
