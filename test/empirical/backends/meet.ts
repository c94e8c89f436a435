import { test } from 'node:test';
import { openTensorBackend } from '../../../src/empirical/backends/open.ts';
import { selfTest } from '../../../src/empirical/backends/self-test.ts';
import type { TensorBackendName } from '../../../src/empirical/backends/tensor-backend.ts';
import { isHypertangentError } from '../../../src/errors.ts';
import { testMissing } from '../../support/required.ts';
import { tensorConformance } from './conformance.ts';
import { networkConformance } from './network-conformance.ts';

/** Opens a backend in this process, which is for no other one, and puts it to the tests; without it there is one that says so. */
export async function meetBackend(name: TensorBackendName): Promise<void> {
  const opened = await openTensorBackend(name).catch((error: unknown) => {
    if (isHypertangentError(error, 'backend_unavailable')) return error.details.reason;
    throw error;
  });
  if (typeof opened === 'string') return testMissing(name, opened);
  test('it passes its own test, and leaves nothing behind', async () => {
    const before = opened.tensors.memory().numTensors;
    await selfTest(opened.tensors);
    if (opened.tensors.memory().numTensors !== before) throw new Error('tensors are left');
  });
  tensorConformance(opened);
  networkConformance(opened);
}
