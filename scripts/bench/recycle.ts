import type { Engine } from '../../src/engine/engine.ts';
import type { KernelMatrices } from '../../src/kernels/kernel-matrices.ts';
import { type Row, row } from './cases/case.ts';
import type { EngineName } from './engines.ts';

/** Gives the memory of kernels back to their engine, as a runner does when they are written to their file. */
export function recycleMatrices({ matrices }: KernelMatrices, { kernels }: Engine): void {
  kernels.recycle(Object.values(matrices).map(({ data }) => data));
}

/** The same work without {@link recycleMatrices}, as the first of several requests finds it. */
export function newMemoryRow(
  name: string,
  work: string,
  medians: Partial<Record<EngineName, number>>,
  jax: number | undefined,
): Row {
  return row({
    case: name,
    work: `${work}, new memory`,
    unit: 's',
    openblas: medians.openblas ?? null,
    wasm: medians.wasm ?? null,
    peer: jax === undefined ? null : { name: 'JAX', value: jax },
  });
}
