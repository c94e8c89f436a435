import { HypertangentError } from '../errors.ts';
import type { ThreadPool } from '../threads/pool.ts';
import { bestBuild, ENGINE_BUILDS } from '../wasm/builds.ts';
import type { LinalgBackend } from './backend.ts';
import { type BackendName, LIBRARY_VARIABLE, LINALG_VARIABLE } from './backend-names.ts';
import { OpenBlasBackend } from './backends/openblas/backend.ts';
import { BlasNotFound, loadBlas } from './backends/openblas/load.ts';
import { referenceBackend } from './backends/reference.ts';
import { openTensorFlow } from './backends/tensorflow/open.ts';
import { WasmBackend } from './backends/wasm/backend.ts';
import { type GpuSurroundings, gpuHere, preferredGpu } from './preferred-gpu.ts';

export interface Choice {
  backend: LinalgBackend;
  /** Whether kernels can have products by a BLAS library: with it, or beside TensorFlow, which has none for small tiles. */
  withBlas: boolean;
  /** Why this one, for the log. */
  reason: string;
}

/** A backend and what it is, or why it cannot be had. */
type Offer = { backend: LinalgBackend; description: string } | { missing: string };

/**
 * The backends:
 *
 * | backend      | GF/s of a product, two cores | can be had where                           |
 * |--------------|------------------------------|--------------------------------------------|
 * | `openblas`   | 155 to 185                   | a BLAS library is installed                |
 * | `tensorflow` | 40 % of that; or of the GPU  | scripts/setup-tensorflow has been run      |
 * | `wasm`       | 31 to 37                     | everywhere                                 |
 * | `reference`  | 1                            | everywhere                                 |
 *
 * `auto` takes TensorFlow on a GPU where {@link preferredGpu} says so, never on a CPU; otherwise OpenBLAS where there is
 * one, and WASM elsewhere.
 */
const OFFERS: Readonly<Record<Exclude<BackendName, 'auto'>, (pool: ThreadPool) => Promise<Offer>>> = {
  openblas: offerOpenBlas,
  tensorflow: (pool) => openTensorFlow(pool.size),
  wasm: offerWasm,
  reference: async () => ({ backend: referenceBackend, description: 'plain JavaScript' }),
};

/**
 * The linear algebra to use.
 *
 * @param pool threads with the tasks of the WASM backend, for whoever needs them
 * @param gpu what `auto` knows about a GPU
 * @throws HypertangentError `invalid_value` if the one that is named cannot be had, or if a library that is named cannot be used
 */
export async function chooseBackend(name: BackendName, pool: ThreadPool, gpu = gpuHere(pool.size)): Promise<Choice> {
  return name === 'auto' ? chooseAutomatically(pool, gpu) : takeNamed(name, pool);
}

async function takeNamed(name: Exclude<BackendName, 'auto'>, pool: ThreadPool): Promise<Choice> {
  const offered = await OFFERS[name](pool);
  if ('missing' in offered)
    throw unavailable(LINALG_VARIABLE, 'a backend that this machine has', name, `no ${name}: ${offered.missing}`);
  const withBlas = name === 'openblas' || (name === 'tensorflow' && 'backend' in (await offerOpenBlas()));
  return { backend: offered.backend, withBlas, reason: `${name} (${offered.description}), as asked` };
}

async function chooseAutomatically(pool: ThreadPool, surroundings: GpuSurroundings): Promise<Choice> {
  const blas = await offerOpenBlas();
  const withBlas = 'backend' in blas;
  const gpu = await preferredGpu(withBlas ? blas.backend : null, surroundings);
  const missing = gpu && 'missing' in gpu ? [`no tensorflow: ${gpu.missing}`] : [];
  if (!withBlas) missing.push(`no openblas: ${blas.missing}`);
  const chosen = gpu && 'backend' in gpu ? gpu : withBlas ? blas : await offerWasm(pool);
  const reason = [...missing, `auto takes ${chosen.backend.name} (${chosen.description})`].join('; ');
  return { backend: chosen.backend, withBlas, reason };
}

async function offerWasm(pool: ThreadPool) {
  return { backend: new WasmBackend(pool), description: `${ENGINE_BUILDS[bestBuild()]}, ${pool.size} threads` };
}

async function offerOpenBlas(): Promise<Offer> {
  try {
    const blas = await loadBlas();
    const threads = blas.threads ? `, ${blas.threads()} threads` : '';
    return { backend: new OpenBlasBackend(blas), description: blas.description + threads };
  } catch (error) {
    if (!(error instanceof BlasNotFound)) throw error;
    if (error.explicit)
      throw unavailable(LIBRARY_VARIABLE, 'a BLAS library with LAPACK', process.env[LIBRARY_VARIABLE], error.message);
    return { missing: error.message };
  }
}

function unavailable(variable: string, expected: string, received: unknown, reason: string): HypertangentError {
  return new HypertangentError('invalid_value', `${variable}=${received} cannot be had: ${reason}`, {
    path: variable,
    expected,
    received,
  });
}
