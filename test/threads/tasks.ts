/** Loop bodies for tests of the thread pool. */
import { setTimeout as sleep } from 'node:timers/promises';
import { threadId } from 'node:worker_threads';
import { HypertangentError } from '../../src/errors.ts';
import type { LoopBody, TaskSetup } from '../../src/threads/pool.ts';

export interface PoolOptions {
  /** What goes wrong when a thread starts. */
  setup?: 'throws' | 'exits';
  /** Milliseconds that a thread takes to start. */
  startMs?: number;
}

export interface CountContext {
  /** How often each index was done. */
  done: Int32Array;
  /** Thread of each index. */
  threads?: Int32Array;
  /** Milliseconds of each index. */
  busyMs?: number;
  failAt?: number;
  how?: 'kernel_overflow' | 'plain' | 'string' | 'exit';
}

export const setup: TaskSetup<PoolOptions> = async (options) => {
  if (options.setup === 'throws') throw new Error('this thread does not start');
  if (options.setup === 'exits') process.exit(3);
  await sleep(options.startMs ?? 0);
  return { count: countTask } as Record<string, (context: never) => LoopBody>;
};

function countTask({ done, threads, busyMs = 0, failAt, how }: CountContext): LoopBody {
  return (index) => {
    if (index === failAt) fail(how);
    for (const stop = performance.now() + busyMs; performance.now() < stop; );
    Atomics.add(done, index, 1);
    if (threads) threads[index] = threadId;
  };
}

function fail(how: CountContext['how']): void {
  if (how === 'kernel_overflow') throw new HypertangentError('kernel_overflow', 'too large', { output: 'ntk', index: [3, 4] });
  if (how === 'string') throw 'no error at all';
  if (how === 'exit') process.exit(5);
  throw new TypeError('a mistake in the body, which this test makes');
}
