/** A thing that is kept, as far as its turn to go is concerned. */
export interface Kept {
  id: string;
  /** Since when it is there, in milliseconds since the epoch. */
  at: number;
  bytes: number;
}

/** A thing as it is now. */
export interface Item extends Kept {
  /** It stays. */
  inUse: boolean;
}

/** How much is kept of one kind of things. */
export interface Limits {
  /** The age at which a thing goes; 0: it stays for ever. */
  ageMs: number;
  /** What all together may take; 0: as much as they like. */
  bytes: number;
}

/** Whoever started something has this long to come for it, whatever it takes. */
const LEAST_AGE_MS = 60_000;

/**
 * What is to be removed now, oldest first: what is older than the limit, and of the rest the oldest until all together take
 * no more than they may.
 *
 * What is from the future, as after a clock was set back, has an age of 0.
 *
 * @param now in milliseconds since the epoch
 */
export function toExpire<Thing extends Item>(items: readonly Thing[], limits: Limits, now: number): Thing[] {
  const oldestFirst = items.toSorted((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
  let bytes = items.reduce((sum, item) => sum + item.bytes, 0);
  return oldestFirst.filter((item) => {
    const age = Math.max(0, now - item.at);
    const isTooOld = limits.ageMs > 0 && age >= limits.ageMs;
    const isTooMuch = limits.bytes > 0 && bytes > limits.bytes;
    if (item.inUse || age < LEAST_AGE_MS || !(isTooOld || isTooMuch)) return false;
    bytes -= item.bytes;
    return true;
  });
}
