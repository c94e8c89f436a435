import { availableParallelism } from 'node:os';
import { extname } from 'node:path';
import type { BackendName } from '../linalg/backend-names.ts';
import { chooseBackend } from '../linalg/choose.ts';
import { ThreadPool } from '../threads/pool.ts';
import { type Engine, referenceEngine } from './engine.ts';
import { meansOfThread } from './passes.ts';
import { PooledKernelEngine } from './pooled-kernels.ts';
import { PooledNormals } from './pooled-normals.ts';
import type { ThreadOptions } from './tasks.ts';

export interface EngineOptions {
  linalg: BackendName;
  /** Threads for kernels and for linear algebra; one for each core unless given. */
  threads?: number;
}

/** An engine that was chosen, and why. */
export interface ChosenEngine {
  engine: Engine;
  reason: string;
  close(): Promise<void>;
}

/**
 * The engine for this machine: linear algebra as `chooseBackend` says, kernels in SIMD code on all cores.
 *
 * @throws HypertangentError `invalid_value` if what is named cannot be had
 */
export async function createEngine({ linalg, threads = availableParallelism() }: EngineOptions): Promise<ChosenEngine> {
  const tasks = new URL(`./tasks${extname(import.meta.url)}`, import.meta.url);
  // Starts no thread before its first loop.
  const pool = new ThreadPool(threads, tasks);
  const { backend, withBlas, reason } = await chooseBackend(linalg, pool);
  if (backend.name === 'reference') return { engine: referenceEngine, reason, close: async () => {} };
  const options: ThreadOptions = { withBlas };
  pool.setUp(options);
  const { makePasses, setBlasThreads } = await meansOfThread(withBlas);
  // A library has as many as there are cores before it is told.
  setBlasThreads(threads);
  const kernels = new PooledKernelEngine(makePasses().name, pool, makePasses, setBlasThreads);
  const name = backend.name === 'tensorflow' ? `tensorflow+${kernels.name}` : kernels.name;
  const engine = { name, kernels, linalg: backend, normals: new PooledNormals(pool) };
  return { engine, reason, close: () => pool.close() };
}
