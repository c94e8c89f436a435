import { parseConfig } from '../../config.ts';
import { createEngine } from '../../engine/create-engine.ts';
import type { Schema } from '../../http/contract/types.ts';
import { architecture } from '../../http/translate/architecture.ts';
import { checkWorkload } from '../../jobs/estimate/check.ts';
import { loadArray, loadPoints } from '../../jobs/programs/load-array.ts';
import type { ArrayInput } from '../../jobs/programs/program.ts';
import type { KernelOutput } from '../../kernels/architecture.ts';
import { kernelMatrices } from '../../kernels/kernel-matrices.ts';
import type { NdArray } from '../../nd-array.ts';
import { type Provenance, provenanceFromNow } from '../../provenance.ts';
import { ArrayStore } from '../../store/array-store.ts';

export interface KernelPoints {
  x: NdArray;
  z?: NdArray;
  pairing?: 'rows' | 'grid';
}

/** What is asked for, as the API has it, with the numbers of the points. */
export interface KernelRequest {
  architecture: Schema<'Architecture'>;
  points: KernelPoints;
  points2?: KernelPoints;
  outputs: KernelOutput[];
}

export interface Kernels {
  kernels: Partial<Record<KernelOutput, NdArray>>;
  provenance?: Provenance;
}

/** POST /v1/kernels in this process, by the engine that a service with these settings has. */
export async function computeHere(
  request: KernelRequest,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Kernels> {
  const config = parseConfig(environment);
  const input = { ...request, architecture: architecture(request.architecture), layers: false };
  checkWorkload({ kind: 'kernels', input });
  const store = new ArrayStore(config.dataDir);
  const context = { load: (array: ArrayInput, path: string) => loadArray(array, path, store) };
  const { points: rows, points2: columns, ...rest } = input;
  const points = await loadPoints(rows, '/points', context);
  const points2 = columns && (await loadPoints(columns, '/points2', context));
  const { engine, close } = await createEngine({ linalg: config.linalg, threads: config.threads });
  try {
    const provenance = provenanceFromNow(engine.name);
    const { matrices } = await kernelMatrices({ ...rest, points, ...(points2 && { points2 }) }, engine.kernels);
    return { kernels: matrices, provenance: provenance() };
  } finally {
    await close();
  }
}
