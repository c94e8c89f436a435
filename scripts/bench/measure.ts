import { setTimeout as sleep } from 'node:timers/promises';

/** One side of a race: does the work once. */
export type Side = () => Promise<Outcome>;

export interface Outcome {
  seconds: number;
  /** Some numbers of the result, which all sides must agree on. */
  probe: readonly number[];
}

/** Threads of a BLAS spin for a while after a call; the next side starts when they sleep. */
const REST_MS = 100;
/** Peers lose half their digits where points are nearly parallel, and sums differ in order. */
const AGREEMENT = 1e-6;

/** Times what `work` does; `probe` looks at its result outside the time, and `release` gives its memory back. */
export async function timed<Result>(
  work: () => Promise<Result>,
  probe: (result: Result) => readonly number[] = () => [],
  release: (result: Result) => void = () => {},
): Promise<Outcome> {
  const start = performance.now();
  const result = await work();
  const seconds = (performance.now() - start) / 1000;
  const outcome = { seconds, probe: probe(result) };
  release(result);
  return outcome;
}

/**
 * The sides in turn, again and again: what slows the machine down meets all of them.
 *
 * A first round warms up and is not counted.
 *
 * @param agreement how far probes may lie apart, relatively where they are above 1
 * @returns the median seconds of each side
 * @throws Error when the sides do not agree
 */
export async function race<Name extends string>(
  sides: Readonly<Partial<Record<Name, Side>>>,
  repeats: number,
  agreement = AGREEMENT,
): Promise<Partial<Record<Name, number>>> {
  const entries = Object.entries(sides) as [Name, Side][];
  const seconds = new Map<Name, number[]>(entries.map(([name]) => [name, []]));
  for (let round = 0; round <= repeats; round++) {
    let reference: readonly number[] | undefined;
    for (const [name, side] of entries) {
      await sleep(REST_MS);
      const outcome = await side();
      reference ??= outcome.probe;
      checkAgreement(entries[0]![0], reference, name, outcome.probe, agreement);
      if (round > 0) seconds.get(name)!.push(outcome.seconds);
    }
  }
  return Object.fromEntries(entries.map(([name]) => [name, median(seconds.get(name)!)])) as Partial<Record<Name, number>>;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

function checkAgreement(
  first: string,
  expected: readonly number[],
  name: string,
  actual: readonly number[],
  agreement: number,
): void {
  const agree = expected.every((value, i) => Math.abs(value - actual[i]!) <= agreement * Math.max(1, Math.abs(value)));
  if (!agree || expected.length !== actual.length)
    throw new Error(`${first} and ${name} do not compute the same: ${expected.join(', ')} against ${actual.join(', ')}`);
}
