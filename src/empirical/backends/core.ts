import type { Tensors } from './tensor-backend.ts';

/**
 * The core of tfjs, one for all backends of this process. Loading it takes some tenths of a second, so whoever needs no
 * tensors never does.
 */
export async function loadCore(): Promise<Tensors> {
  const core: Tensors = await import('@tensorflow/tfjs-core');
  // Its advice to install this or that is for people at a terminal; a log has no use for it.
  core.env().set('PROD', true);
  return core;
}

/** Makes the backend of that name, which is registered, the one in use. @throws Error if it does not start */
export async function useBackend(core: Tensors, name: string): Promise<void> {
  if (core.getBackend() === name) return;
  const started = await core.setBackend(name);
  if (!started) throw new Error('it does not start');
  await core.ready();
}
