import assert from 'node:assert/strict';
import { test } from 'node:test';
import { noteDeviceFailure } from '../../../src/empirical/backends/device-failures.ts';
import { openTensorBackend } from '../../../src/empirical/backends/open.ts';
import { asTensorError } from '../../../src/empirical/backends/tensor-error.ts';
import { HypertangentError, isHypertangentError } from '../../../src/errors.ts';

const memoryErrors = [
  'Invalid TF_Status: 8\nMessage: OOM when allocating tensor with shape[400000,400000] and type float on device:GPU:0',
  'RESOURCE_EXHAUSTED: failed to allocate memory',
  'Buffer size (6400000000) exceeds the max buffer size limit (1073741824).',
  'Out of memory\n - While calling [Device].CreateBuffer',
  'the device was lost: Device was destroyed by the driver',
  'memory access out of bounds',
  'Array buffer allocation failed',
  'Invalid typed array length: 160000000000',
];

for (const message of memoryErrors) {
  test(`out_of_memory: ${message.slice(0, 40)}`, () => {
    const error = asTensorError(new Error(message));
    assert.ok(isHypertangentError(error, 'out_of_memory'));
    assert.ok(error.details.reason.length > 0 && !error.details.reason.includes('\n'));
  });
}

test('other errors stay what they are', () => {
  const error = new Error('Invalid TF_Status: 3\nMessage: Matrix size-incompatible');
  assert.equal(asTensorError(error), error);
  const own = new HypertangentError('job_cancelled', 'the job was cancelled', { id: 'a' });
  assert.equal(asTensorError(own), own);
});

test('what the device reported beside the calls explains an error, once', () => {
  const error = new Error('cannot read');
  noteDeviceFailure('Out of memory');
  noteDeviceFailure('[Invalid Buffer] is invalid due to a previous error');
  assert.ok(isHypertangentError(asTensorError(error), 'out_of_memory'));
  assert.equal(asTensorError(error), error);
});

test('WebAssembly that runs out of its 4 GiB says so instead of computing with what it has', async () => {
  const { tensors: tf } = await openTensorBackend('wasm');
  const column = tf.ones([40_000, 1]);
  try {
    const product = tf.tidy(() => tf.sum(tf.matMul(column as never, column as never, false, true)));
    await product.data();
    assert.fail('it fits?');
  } catch (error) {
    assert.ok(isHypertangentError(asTensorError(error), 'out_of_memory'), String(error));
  }
});
