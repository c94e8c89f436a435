import { matrix } from '../nd-array.ts';
import { testedOnGpu } from '../tensorflow/library.ts';
import type { LinalgBackend } from './backend.ts';
import { LIBRARY_VARIABLE } from './backend-names.ts';
import { type OpenedTensorFlow, openTensorFlow } from './backends/tensorflow/open.ts';

/** Rows of the matrices that are multiplied to compare two backends. */
const ORDER = 1536;
const REPEATS = 2;

/** What the rule asks about this machine. */
export interface GpuSurroundings {
  /** Whether scripts/setup-tensorflow saw the library use a GPU: in a process of its own, which a driver may take with it. */
  tested: boolean;
  blasNamed: boolean;
  open(): Promise<OpenedTensorFlow | { missing: string }>;
}

/**
 * TensorFlow, if `auto` prefers it: its test at set-up ran on a GPU, it computes on one here, no BLAS library is named,
 * and a product of some size in float64, with the ways there and back, is faster than the BLAS library's. Many GPUs are
 * slow in float64.
 *
 * @param blas the rival; null where there is none
 * @returns null where there is no reason to load it; otherwise it, or why not
 */
export async function preferredGpu(
  blas: LinalgBackend | null,
  { tested, blasNamed, open }: GpuSurroundings,
): Promise<OpenedTensorFlow | { missing: string } | null> {
  if (!tested || blasNamed) return null;
  const opened = await open();
  if ('missing' in opened) return opened;
  if (!opened.accelerator) return { missing: `${opened.description} uses no GPU` };
  try {
    const ours = await productSeconds(opened.backend);
    const theirs = blas ? await productSeconds(blas) : Number.POSITIVE_INFINITY;
    if (ours < theirs) return opened;
    return { missing: `${opened.description} takes ${(ours / theirs).toFixed(1)} times as long for a product` };
  } catch (error) {
    return { missing: (error as Error).message };
  }
}

/** Of this process. */
export function gpuHere(threads: number): GpuSurroundings {
  return {
    tested: testedOnGpu(),
    blasNamed: Boolean(process.env[LIBRARY_VARIABLE]),
    open: () => openTensorFlow(threads),
  };
}

/** The shortest of some products, after one that wakes the library up. */
async function productSeconds(linalg: LinalgBackend): Promise<number> {
  const [a, into] = [matrix(ORDER, ORDER), matrix(ORDER, ORDER)];
  a.data.fill(0.5);
  await linalg.gemm(a, a, { into });
  let shortest = Number.POSITIVE_INFINITY;
  for (let repeat = 0; repeat < REPEATS; repeat++) {
    const start = performance.now();
    await linalg.gemm(a, a, { into });
    shortest = Math.min(shortest, performance.now() - start);
  }
  return shortest / 1000;
}
