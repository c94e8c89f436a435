import type { NdArray } from './nd-array.ts';

/** Where a long computation keeps what it has reached, so that one that was interrupted can go on. */
export interface Checkpoints {
  /** Between two saves, at least. */
  readonly intervalMs: number;
  /** What was saved last for the same problem; null if nothing was. */
  load(): Promise<NdArray | null>;
  save(state: NdArray): Promise<void>;
}
