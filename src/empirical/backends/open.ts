import { availableParallelism } from 'node:os';
import { HypertangentError } from '../../errors.ts';
import { loadCore, useBackend } from './core.ts';
import { cpu } from './cpu.ts';
import type { OpenedDevice, TensorOffer } from './offer.ts';
import type { TensorBackend, TensorBackendName } from './tensor-backend.ts';
import { tensorflow } from './tensorflow.ts';
import { wasm } from './wasm.ts';
import { webgpu } from './webgpu.ts';

const OFFERS: Readonly<Record<TensorBackendName, TensorOffer>> = { tensorflow, webgpu, wasm, cpu };

/** Of this process. */
const opened = new Map<TensorBackendName, OpenedDevice>();

/** Why a backend cannot be opened here, as far as that is seen without loading anything; null where it is worth an attempt. */
export function missingBackend(name: TensorBackendName): string | null {
  return OFFERS[name].missing();
}

/**
 * Opens a backend in this process, or goes back to it. Tensors belong to the backend that made them: dispose of them
 * before the next is opened.
 *
 * @param threads of a library that has threads of its own; counts when it is first opened
 * @throws HypertangentError `backend_unavailable`
 */
export async function openTensorBackend(name: TensorBackendName, threads = availableParallelism()): Promise<TensorBackend> {
  const offer = OFFERS[name];
  const missing = offer.missing();
  if (missing !== null) throw backendUnavailable(name, missing);
  try {
    const tensors = await loadCore();
    const device = opened.get(name) ?? (await offer.open(tensors, threads));
    await useBackend(tensors, name);
    opened.set(name, device);
    return { name, tensors, ...device };
  } catch (error) {
    throw backendUnavailable(name, (error as Error).message, error);
  }
}

export function backendUnavailable(backend: TensorBackendName, reason: string, cause?: unknown) {
  const message = `the backend ${backend} cannot be used here: ${reason}`;
  return new HypertangentError('backend_unavailable', message, { backend, reason }, cause);
}
