import { missingBackend } from '../../src/empirical/backends/open.ts';
import type { TensorBackendName } from '../../src/empirical/backends/tensor-backend.ts';

/** For tests that train much: by name, since a busy machine measures backends badly. */
export const FAST_TENSORS: TensorBackendName = missingBackend('tensorflow') === null ? 'tensorflow' : 'wasm';
