import assert from 'node:assert/strict';
import { ServiceContainer } from '../container.ts';
import type { Engine } from '../engine.ts';
import { call } from '../http.ts';
import { checkKernel } from '../known-kernel.ts';
import { until } from '../wait.ts';

interface System {
  engine: string;
  tensors: { state: string; backend?: string; device?: string };
}

/** The image for GPUs: TensorFlow's library loads in it, for linear algebra and for tensors. */
export async function checkGpuImage(engine: Engine): Promise<void> {
  const container = await ServiceContainer.start(engine, 'hypertangent:gpu', ['--memory', '4g']);
  try {
    console.log(`   ready ${container.startSeconds.toFixed(1)} s after its start`);
    const system = async () => (await call(container.address, 'GET', '/v1/system')) as System;
    await until('tensors are ready', 60, async () => (await system()).tensors.state === 'ready');
    const { engine: linalg, tensors } = await system();
    assert.match(linalg, /^tensorflow\+/);
    assert.equal(tensors.backend, 'tensorflow');
    console.log(`   ${linalg}, tensors on ${tensors.device}`);
    await checkKernel(container.address);
  } finally {
    container.remove();
  }
}
