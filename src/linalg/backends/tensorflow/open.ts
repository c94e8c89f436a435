import { loadLibrary, missingLibrary } from '../../../tensorflow/library.ts';
import { TensorFlowBackend } from './backend.ts';
import { CPU_LIMITS, gpuLimits } from './limits.ts';

export interface OpenedTensorFlow {
  backend: TensorFlowBackend;
  /** For people: the library and its device. */
  description: string;
  /** Whether a GPU computes. */
  accelerator: boolean;
}

/**
 * Loads the library.
 *
 * @param threads of its operations, if it is not loaded yet
 * @returns the backend, or why it cannot be had
 */
export async function openTensorFlow(threads: number): Promise<OpenedTensorFlow | { missing: string }> {
  const missing = missingLibrary();
  if (missing !== null) return { missing };
  try {
    const { binding, device, accelerator, memoryBytes } = await loadLibrary(threads);
    const limits = accelerator ? gpuLimits(memoryBytes) : CPU_LIMITS;
    return { backend: new TensorFlowBackend(binding, limits), description: device, accelerator };
  } catch (error) {
    return { missing: (error as Error).message };
  }
}
