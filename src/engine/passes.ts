import type { TilePasses } from '../kernels/tile.ts';
import { loadBlas } from '../linalg/backends/openblas/load.ts';
import { createEngine } from '../wasm/engine.ts';
import { WasmPasses } from './wasm-passes.ts';

/** What one thread computes with. */
export interface ThreadMeans {
  /** Passes for one problem after another: each call takes the memory of the one before. */
  makePasses: () => TilePasses;
  /** Threads of each BLAS call of this process from now on. */
  setBlasThreads: (count: number) => void;
}

/** @param withBlas whether products go through BLAS */
export async function meansOfThread(withBlas: boolean): Promise<ThreadMeans> {
  const wasm = createEngine();
  const blas = withBlas ? await loadBlas() : null;
  return { makePasses: () => new WasmPasses(wasm, blas), setBlasThreads: (count) => blas?.setThreads?.(count) };
}
