import type { Thing } from '../store/thing.ts';
import type { Kept, Limits } from './to-expire.ts';

/** What was removed. */
export interface Removed {
  count: number;
  bytes: number;
}

/** All that is kept of one kind. */
export interface Shelf<One extends Kept = Kept> {
  readonly kind: Thing['kind'];
  readonly limits: Limits;
  /** All that goes if it is old enough. */
  items(now: number): Promise<One[]>;
  /** Whether one is read or computed with, or computed itself. */
  isInUse(item: One): boolean;
  /** Leaves tombstones of items and removes them; what another process has removed does not count. */
  remove(items: readonly One[], now: number): Promise<Removed>;
  /** Removes what a crash has left of removals. */
  tidy(): Promise<void>;
}

/** Whether anything ever goes. */
export function isLimited({ ageMs, bytes }: Limits): boolean {
  return ageMs > 0 || bytes > 0;
}
