import assert from 'node:assert/strict';
import { test } from 'node:test';
import { backendUnavailable } from '../../src/empirical/backends/open.ts';
import { isHypertangentError } from '../../src/errors.ts';
import { RunnerTensors } from '../../src/jobs/runner/runner-tensors.ts';

test('a runner opens what the server says, once, and goes between backends', async () => {
  const asked: string[][] = [];
  const tensors: RunnerTensors = new RunnerTensors(1, (jobId, name) => {
    asked.push([jobId, name]);
    setImmediate(() => tensors.answered(name === 'auto' ? 'wasm' : name));
  });
  assert.equal(tensors.inUse, false);
  const first = await tensors.open('a', 'auto');
  assert.equal(first.name, 'wasm');
  assert.equal(tensors.inUse, true);
  const backend = first.tensors.backend();
  assert.equal((await tensors.open('b', 'cpu')).tensors.getBackend(), 'cpu');
  assert.equal((await tensors.open('c', 'wasm')).tensors.backend(), backend);
  assert.deepEqual(asked, [
    ['a', 'auto'],
    ['b', 'cpu'],
    ['c', 'wasm'],
  ]);
});

test('a backend that the server refuses is not opened', async () => {
  const tensors: RunnerTensors = new RunnerTensors(1, () => {
    setImmediate(() => tensors.answered(backendUnavailable('webgpu', 'no driver').toPlain()));
  });
  await assert.rejects(tensors.open('a', 'webgpu'), (error) => {
    return isHypertangentError(error, 'backend_unavailable') && error.details.reason === 'no driver';
  });
  assert.equal(tensors.inUse, false);
});
