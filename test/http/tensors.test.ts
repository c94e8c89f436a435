import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { isHypertangentError } from '../../src/errors.ts';
import { TestService } from '../support/service.ts';

/** Tests of backends take seconds, more of them on a machine that does other things. */
const PATIENCE_MS = 60_000;

/** Elsewhere WebGPU needs no Vulkan, and cannot be hidden from it. */
const isLinux = process.platform === 'linux';

/** Lets Vulkan find no driver in processes that are started from now on, until the test ends. */
function hideDrivers(t: TestContext): void {
  const { VK_ICD_FILENAMES } = process.env;
  t.after(() => {
    if (VK_ICD_FILENAMES === undefined) delete process.env.VK_ICD_FILENAMES;
    else process.env.VK_ICD_FILENAMES = VK_ICD_FILENAMES;
  });
  process.env.VK_ICD_FILENAMES = '/there/is/no/driver.json';
}

async function readyTensors(service: TestService) {
  for (const deadline = Date.now() + PATIENCE_MS; Date.now() < deadline; ) {
    const { tensors } = (await service.get('/v1/system')).json;
    if (tensors.state === 'ready') return tensors;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('backends are still tested');
}

test('the service answers while backends are tested, and says then which one it uses', async () => {
  const service = await TestService.start();
  const first = (await service.get('/v1/system')).json.tensors;
  assert.deepEqual(first, { state: 'probing', refused: [] });
  const tensors = await readyTensors(service);
  assert.ok(['tensorflow', 'webgpu', 'wasm'].includes(tensors.backend), tensors.backend);
  assert.ok(tensors.device && tensors.matmul_gflops > 0);
  assert.equal(typeof tensors.accelerator, 'boolean');
});

test('a setting that names a backend is tested at the start', async () => {
  const service = await TestService.start({ tensors: 'cpu' });
  const { tensors } = (await service.get('/v1/system')).json;
  assert.deepEqual([tensors.state, tensors.backend, tensors.accelerator, tensors.refused], ['ready', 'cpu', false, []]);
});

test('the service does not start with a backend that cannot be used', { skip: !isLinux }, async (t) => {
  hideDrivers(t);
  await assert.rejects(TestService.start({ tensors: 'webgpu' }), (error) => {
    assert.ok(isHypertangentError(error, 'backend_unavailable'));
    assert.match(error.message, /webgpu cannot be used here: there is no graphics processor/);
    return true;
  });
});

/** Two networks of width 8 at three points. */
const FINITE = {
  architecture: { type: 'mlp', depth: 2, width: 8, activation: { name: 'erf' } },
  points: {
    x: [
      [1, 0],
      [0, 1],
      [0.5, -0.5],
    ],
  },
  samples: 2,
  seed: 5,
};

test('a job computes in the backend that it names, or is told that it cannot be had', { skip: !isLinux }, async (t) => {
  hideDrivers(t);
  const service = await TestService.start();
  const means: number[][][] = [];
  for (const backend of ['wasm', 'cpu', 'wasm']) {
    const { status, json } = await service.post('/v1/empirical-kernels', { ...FINITE, backend });
    assert.equal(status, 200, JSON.stringify(json));
    assert.match(json.provenance.tensors, new RegExp(`^${backend}: `));
    means.push(json.kernels.ntk.mean);
  }
  const [wasm, cpu, again] = means.map((mean) => mean.flat());
  assert.deepEqual(again, wasm, 'the same after another backend was in between');
  for (const [i, value] of cpu!.entries()) assert.ok(Math.abs(value - wasm![i]!) < 1e-5, `${value} and ${wasm![i]}`);
  const problem = await service.refuses(422, 'backend_unavailable', 'POST', '/v1/empirical-kernels', {
    json: { ...FINITE, backend: 'webgpu' },
  });
  assert.equal((problem.details as { backend: string }).backend, 'webgpu');
});
