import { after } from 'node:test';
import { ThreadPool } from '../../src/threads/pool.ts';

/** Threads with the engine's tasks, without BLAS; they end with the test file. */
export function testPool(threads = 2): ThreadPool {
  const pool = poolOf('../../src/engine/tasks.ts', threads);
  pool.setUp({ withBlas: false });
  return pool;
}

/** Threads with linear algebra alone, in the build without fused multiply-add. */
export function plainPool(threads = 2): ThreadPool {
  return poolOf('./plain-tasks.ts', threads);
}

function poolOf(tasks: string, threads: number): ThreadPool {
  const pool = new ThreadPool(threads, new URL(tasks, import.meta.url));
  after(() => pool.close());
  return pool;
}
