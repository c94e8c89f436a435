import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ProbeReport, probeBackend } from '../../../src/empirical/backends/probe.ts';
import type { TensorBackendName } from '../../../src/empirical/backends/tensor-backend.ts';
import { TensorChoice } from '../../../src/empirical/backends/tensor-choice.ts';
import { isHypertangentError } from '../../../src/errors.ts';

/** A way to test that finds what is listed, 0: nothing; `asked` grows with every test. */
function found(gflops: Partial<Record<TensorBackendName, number>>) {
  const asked: TensorBackendName[] = [];
  let running = 0;
  const probe = async (name: TensorBackendName): Promise<ProbeReport> => {
    asked.push(name);
    assert.equal(++running, 1, 'one test at a time');
    await new Promise((resolve) => setTimeout(resolve, 2));
    running--;
    const speed = gflops[name];
    return speed ? { device: `my ${name}`, accelerator: false, matmulGflops: speed } : { refused: `no ${name}` };
  };
  return { asked, probe };
}

test('auto takes the fastest that passes, whatever it is', async () => {
  const { asked, probe } = found({ tensorflow: 300, webgpu: 4000, wasm: 20, cpu: 1 });
  const choice = new TensorChoice('auto', 2, probe);
  assert.deepEqual(asked, [], 'nothing is tested before somebody asks');
  assert.equal(await choice.resolve('auto'), 'webgpu');
  assert.equal(
    await new TensorChoice('auto', 2, found({ tensorflow: 300, webgpu: 0.1, wasm: 20 }).probe).resolve('auto'),
    'tensorflow',
  );
  assert.deepEqual(asked, ['tensorflow', 'webgpu', 'wasm'], 'JavaScript need not be measured');
  assert.equal(await choice.resolve('auto'), 'webgpu');
  assert.equal(asked.length, 3, 'once');
});

test('JavaScript is what is left', async () => {
  const { asked, probe } = found({ cpu: 0.5 });
  const choice = new TensorChoice('auto', 2, probe);
  assert.equal(await choice.resolve('auto'), 'cpu');
  assert.deepEqual(asked, ['tensorflow', 'webgpu', 'wasm', 'cpu']);
  assert.deepEqual(choice.status(), {
    state: 'ready',
    backend: 'cpu',
    device: 'my cpu',
    accelerator: false,
    matmulGflops: 0.5,
    refused: ['tensorflow', 'webgpu', 'wasm'].map((backend) => ({ backend, reason: `no ${backend}` })),
  });
});

test('a request gets what it names, or backend_unavailable', async () => {
  const { asked, probe } = found({ tensorflow: 300, wasm: 20 });
  const choice = new TensorChoice('tensorflow', 2, probe);
  assert.equal(await choice.resolve('auto'), 'tensorflow', 'the setting, without a comparison');
  assert.equal(await choice.resolve('wasm'), 'wasm');
  await assert.rejects(choice.resolve('webgpu'), (error) => {
    assert.ok(isHypertangentError(error, 'backend_unavailable'));
    assert.deepEqual(error.details, { backend: 'webgpu', reason: 'no webgpu' });
    assert.match(error.message, /webgpu cannot be used here: no webgpu/);
    return true;
  });
  assert.deepEqual(asked, ['tensorflow', 'wasm', 'webgpu']);
});

test('the speed of a backend is known once it has been measured, and asking for it begins nothing', async () => {
  const { asked, probe } = found({ tensorflow: 300, wasm: 20, cpu: 1 });
  const choice = new TensorChoice('auto', 2, probe);
  const speeds = () => (['auto', 'tensorflow', 'wasm', 'cpu', 'webgpu'] as const).map((name) => choice.speed(name));
  assert.deepEqual(speeds(), Array(5).fill(undefined));
  assert.deepEqual(asked, []);
  await choice.resolve('cpu');
  assert.deepEqual(speeds(), [undefined, undefined, undefined, 1e9, undefined]);
  await choice.resolve('auto');
  assert.deepEqual(speeds(), [3e11, 3e11, 2e10, 1e9, undefined]);
});

test('asking for the state begins the choice, and says how far it is', async () => {
  const { probe } = found({});
  const choice = new TensorChoice('auto', 2, probe);
  assert.deepEqual(choice.status(), { state: 'probing', refused: [] });
  await assert.rejects(choice.resolve('auto'), (error) => isHypertangentError(error, 'backend_unavailable'));
  assert.equal(choice.status().state, 'ready');
  assert.equal(choice.status().refused.length, 4);
});

test('on this machine', async () => {
  const choice = new TensorChoice('auto', 2);
  const name = await choice.resolve('auto');
  const status = choice.status();
  assert.ok('backend' in status && status.backend === name);
  assert.ok(status.device.length > 0 && status.matmulGflops > 0);
  assert.ok(status.refused.every(({ backend, reason }) => backend !== name && reason.length > 0));
});

test('a backend that crashes takes its own process alone', async (t) => {
  const { NODE_OPTIONS } = process.env;
  t.after(() => {
    if (NODE_OPTIONS === undefined) delete process.env.NODE_OPTIONS;
    else process.env.NODE_OPTIONS = NODE_OPTIONS;
  });
  // Too little for it, which ends Node without a word to its parent.
  process.env.NODE_OPTIONS = '--max-old-space-size=8 --max-semi-space-size=1';
  const report = await probeBackend('cpu', 1);
  assert.ok('refused' in report);
  assert.match(report.refused, /its test ended (by signal|with exit code)/);
});

test('a choice that is closed tests no more', async () => {
  const choice = new TensorChoice('auto', 1);
  choice.status();
  choice.close();
  await assert.rejects(choice.resolve('wasm'), (error) => isHypertangentError(error, 'backend_unavailable'));
});
