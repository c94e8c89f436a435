import { HypertangentError } from '../errors.ts';
import type { ThreadPool } from '../threads/pool.ts';
import { bestBuild, ENGINE_BUILDS } from '../wasm/builds.ts';
import type { LinalgBackend } from './backend.ts';
import { type BackendName, LIBRARY_VARIABLE, LINALG_VARIABLE } from './backend-names.ts';
import { OpenBlasBackend } from './backends/openblas/backend.ts';
import { BlasNotFound, loadBlas } from './backends/openblas/load.ts';
import { referenceBackend } from './backends/reference.ts';
import { WasmBackend } from './backends/wasm/backend.ts';

export interface Choice {
  backend: LinalgBackend;
  /** Why this one, for the log. */
  reason: string;
}

/** A backend and what it is, or why it cannot be had. */
type Offer = { backend: LinalgBackend; description: string } | { missing: string };

/**
 * The backends. `auto` takes the first that can be had:
 *
 * | backend     | GF/s of a product, two cores | can be had where                     |
 * |-------------|------------------------------|--------------------------------------|
 * | `openblas`  | 155 to 185                   | a BLAS library is installed          |
 * | `wasm`      | 31 to 37                     | everywhere                           |
 * | `reference` | 1                            | everywhere                           |
 */
const OFFERS: Readonly<Record<Exclude<BackendName, 'auto'>, (pool: ThreadPool) => Promise<Offer>>> = {
  openblas: offerOpenBlas,
  wasm: async (pool) => ({ backend: new WasmBackend(pool), description: `${ENGINE_BUILDS[bestBuild()]}, ${pool.size} threads` }),
  reference: async () => ({ backend: referenceBackend, description: 'plain JavaScript' }),
};

/**
 * The linear algebra to use.
 *
 * @param pool threads with the tasks of the WASM backend, for whoever needs them
 * @throws HypertangentError `invalid_value` if the one that is named cannot be had, or if a library that is named cannot be used
 */
export async function chooseBackend(name: BackendName, pool: ThreadPool): Promise<Choice> {
  const missing: string[] = [];
  for (const [candidate, offer] of Object.entries(OFFERS)) {
    if (name !== 'auto' && name !== candidate) continue;
    const offered = await offer(pool);
    if ('backend' in offered) {
      const description = `${candidate} (${offered.description})`;
      const reason = name === 'auto' ? [...missing, `auto takes ${description}`].join('; ') : `${description}, as asked`;
      return { backend: offered.backend, reason };
    }
    missing.push(`no ${candidate}: ${offered.missing}`);
  }
  throw unavailable(LINALG_VARIABLE, 'a backend that this machine has', name, missing.join('; '));
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
