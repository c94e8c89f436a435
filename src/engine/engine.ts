import type { KernelEngine } from '../kernels/kernel-engine.ts';
import { plainKernels } from '../kernels/kernel-matrices.ts';
import type { LinalgBackend } from '../linalg/backend.ts';
import { referenceBackend } from '../linalg/backends/reference.ts';
import type { NormalSource } from '../random/normals.ts';
import { LocalNormals } from './local-normals.ts';

/** What does the arithmetic: kernels, linear algebra on them, and random weights. */
export interface Engine {
  /** Appears in every result's provenance. */
  readonly name: string;
  readonly kernels: KernelEngine;
  readonly linalg: LinalgBackend;
  /** Equal addresses give equal numbers in all engines. */
  readonly normals: NormalSource;
}

/** Plain JavaScript in the calling thread: the measure of the others. Its random numbers are theirs. */
export const referenceEngine: Engine = {
  name: 'reference',
  kernels: plainKernels,
  linalg: referenceBackend,
  normals: new LocalNormals(),
};
