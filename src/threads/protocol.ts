import type { PlainError } from '../errors.ts';

/**
 * One parallel loop: `task` names the body, `context` is what it needs (shared buffers are shared, the
 * rest is copied), and indices 0 … count − 1 are taken from the shared counter, one at a time.
 */
export interface LoopMessage {
  task: string;
  context: unknown;
  count: number;
  /** One Int32: the next index to take. */
  counter: SharedArrayBuffer;
  /** An Int32 of each thread: the index that it is at, or was at last; −1 before it has begun. */
  places: SharedArrayBuffer;
  /** Which of them is this thread's. */
  thread: number;
  /** {@link sharedCollections} of whoever asks: where it has changed, the thread collects its garbage, too. */
  collections: number;
}

/** What a worker answers to each loop, once: it finds no more indices, or it failed. */
export type LoopAnswer = { error: null } | { error: PlainError };
