import { type KernelPlan, sharedTableNumbers, threadTableBytes } from './kernel-plan.ts';
import type { Plan } from './plan.ts';

const MIB = 2 ** 20;
/** A runner that has computed nothing yet, and what its memory is rounded up by. */
const RUNNER_BYTES = 176 * MIB;
/** A thread with its own JavaScript and WebAssembly, and the buffers of a BLAS; and the tiles it works in, with its copies of small tables. */
const THREAD_BYTES = 24 * MIB;
const MLP_TILE_BYTES = 12 * MIB;
const HYPERNETWORK_TILE_BYTES = 64 * MIB;

export interface Memory {
  inputBytes: number;
  outputBytes: number;
  /** Everything else. */
  workingBytes: number;
}

/** Most memory that the process of a computation takes: an upper bound, up to what the runtime leaves uncollected. */
export function memoryOf({ kernels, inputNumbers, outputNumbers, heldNumbers }: Plan, threads: number): Memory {
  const tables = kernels.reduce((sum, kernel) => sum + tableBytes(kernel, threads), 0);
  const tiles = Math.max(0, ...kernels.map(({ architecture }) => tileBytes(architecture.type)));
  return {
    // As they are read, and in memory that threads share.
    inputBytes: 16 * inputNumbers,
    outputBytes: 8 * outputNumbers,
    workingBytes: RUNNER_BYTES + (threads + 1) * (THREAD_BYTES + tiles) + tables + 8 * heldNumbers,
  };
}

function tableBytes(kernel: KernelPlan, threads: number): number {
  return 8 * sharedTableNumbers(kernel) + (threads + 1) * threadTableBytes(kernel);
}

function tileBytes(type: 'mlp' | 'hypernetwork'): number {
  return type === 'mlp' ? MLP_TILE_BYTES : HYPERNETWORK_TILE_BYTES;
}
