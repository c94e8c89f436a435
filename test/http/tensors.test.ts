import assert from 'node:assert/strict';
import { test } from 'node:test';
import { backendUnavailable } from '../../src/empirical/backends/open.ts';
import { isHypertangentError } from '../../src/errors.ts';
import { problemOf } from '../../src/http/problem.ts';
import { TestService } from '../support/service.ts';

/** Tests of backends take seconds, more of them on a machine that does other things. */
const PATIENCE_MS = 60_000;

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

test('the service does not start with a backend that cannot be used', { skip: process.platform !== 'linux' }, async (t) => {
  const { VK_ICD_FILENAMES } = process.env;
  t.after(() => {
    if (VK_ICD_FILENAMES === undefined) delete process.env.VK_ICD_FILENAMES;
    else process.env.VK_ICD_FILENAMES = VK_ICD_FILENAMES;
  });
  process.env.VK_ICD_FILENAMES = '/there/is/no/driver.json';
  await assert.rejects(TestService.start({ tensors: 'webgpu' }), (error) => {
    assert.ok(isHypertangentError(error, 'backend_unavailable'));
    assert.match(error.message, /webgpu cannot be used here: there is no graphics processor/);
    return true;
  });
});

test('a backend that a request names and that is not there is a problem of the request', () => {
  const { status, code, details } = problemOf(backendUnavailable('webgpu', 'no driver').toPlain());
  assert.deepEqual([status, code, details], [422, 'backend_unavailable', { backend: 'webgpu', reason: 'no driver' }]);
});
