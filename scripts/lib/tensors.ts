import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import * as tensors from '@tensorflow/tfjs-core';
import type { Tensors } from '../../src/empirical/backends/tensor-backend.ts';

export const SCRIPT_BACKENDS = ['wasm', 'cpu'] as const;
export type ScriptBackend = (typeof SCRIPT_BACKENDS)[number];

/** @throws Error if the backend does not start */
export async function openTensors(backend: ScriptBackend): Promise<Tensors> {
  tensors.env().set('PROD', true);
  if (backend === 'cpu') await import('@tensorflow/tfjs-backend-cpu');
  else {
    const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
    const binary = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm.wasm');
    setWasmPaths(join(dirname(binary), '/'));
  }
  if (!(await tensors.setBackend(backend))) throw new Error(`the tensor backend ${backend} does not start`);
  await tensors.ready();
  return tensors;
}
