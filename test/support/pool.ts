import { after } from 'node:test';
import { ThreadPool } from '../../src/threads/pool.ts';

/** Threads with the engine's tasks, without BLAS; they end with the test file. */
export function testPool(threads = 2): ThreadPool {
  const pool = new ThreadPool(threads, new URL('../../src/engine/tasks.ts', import.meta.url));
  pool.setUp({ withBlas: false });
  after(() => pool.close());
  return pool;
}
