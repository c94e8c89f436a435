/** Names the backend to use. */
export const LINALG_VARIABLE = 'HYPERTANGENT_LINALG';

/** Names the BLAS library to load. */
export const LIBRARY_VARIABLE = 'HYPERTANGENT_BLAS';

export const BACKEND_NAMES = ['auto', 'openblas', 'tensorflow', 'wasm', 'reference'] as const;

export type BackendName = (typeof BACKEND_NAMES)[number];
