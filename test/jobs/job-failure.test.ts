import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HypertangentError } from '../../src/errors.ts';
import { jobFailure } from '../../src/jobs/runner/failure.ts';

test('what the engine, the system and threads say when there is no memory is out_of_memory', () => {
  for (const error of [
    new RangeError('Array buffer allocation failed'),
    new RangeError('Invalid typed array length: 80000000000'),
    new RangeError('WebAssembly.Memory(): could not allocate memory'),
    Object.assign(new Error('ENOMEM: not enough memory, read'), { code: 'ENOMEM' }),
    Object.assign(new Error('Worker initialization failure: ERR_WORKER_INIT_FAILED'), { code: 'ERR_WORKER_INIT_FAILED' }),
  ]) {
    const { code, message } = jobFailure(error);
    assert.equal(code, 'out_of_memory');
    assert.ok(message.includes(error.message));
  }
});

test('errors of the service stay what they are; all others are internal, and say nothing of themselves', (context) => {
  const log = context.mock.method(console, 'error', () => {});
  assert.equal(
    jobFailure(new HypertangentError('kernel_overflow', 'too large', { output: 'ntk', index: [0] })).code,
    'kernel_overflow',
  );
  assert.equal(log.mock.callCount(), 0);
  const secret = new TypeError('cannot read properties of undefined');
  assert.deepEqual([jobFailure(secret).code, jobFailure(secret).message.includes(secret.message)], ['internal', false]);
  assert.equal(log.mock.calls[0]!.arguments[0], secret);
});
