import type { KernelEngine } from '../kernels/kernel-engine.ts';
import { plainKernels } from '../kernels/kernel-matrices.ts';
import type { LinalgBackend } from '../linalg/backend.ts';
import { referenceBackend } from '../linalg/backends/reference.ts';

/** What does the arithmetic: kernels, and linear algebra on them. */
export interface Engine {
  /** Appears in every result's provenance. */
  readonly name: string;
  readonly kernels: KernelEngine;
  readonly linalg: LinalgBackend;
}

/** Plain JavaScript in the calling thread: the measure of the others. */
export const referenceEngine: Engine = { name: 'reference', kernels: plainKernels, linalg: referenceBackend };
