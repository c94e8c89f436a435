import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { test } from 'node:test';
import type { TensorStatus } from '../../src/empirical/backends/tensor-choice.ts';
import { Disk } from '../../src/operations/disk.ts';
import { Metrics } from '../../src/operations/metrics.ts';

test('the tensor backend and its device are there once they are known', async () => {
  let status: TensorStatus = { state: 'probing', refused: [] };
  const metrics = new Metrics({ disk: new Disk(tmpdir(), 0), queue: () => undefined, tensors: () => status });
  assert.doesNotMatch(await metrics.text(), /^hypertangent_tensors_info\{/m);
  status = { state: 'ready', backend: 'cpu', device: 'a "device"', accelerator: false, matmulGflops: 1, refused: [] };
  assert.match(await metrics.text(), /^hypertangent_tensors_info\{backend="cpu",device="a \\"device\\""\} 1$/m);
});

test('a disk that cannot be asked has no free space to tell of', async () => {
  const metrics = new Metrics({ disk: new Disk('/nowhere/at/all', 0), queue: () => undefined, tensors: () => undefined });
  const text = await metrics.text();
  assert.doesNotMatch(text, /^hypertangent_data_free_bytes \d/m);
  assert.match(text, /^hypertangent_data_writable 0$/m);
});
