import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { uncontrolled } from '../../src/control.ts';
import { missingBackend, openTensorBackend } from '../../src/empirical/backends/open.ts';
import type { TensorBackendName } from '../../src/empirical/backends/tensor-backend.ts';
import { train } from '../../src/training/train.ts';
import { plainNormals } from '../support/plain-normals.ts';
import { testMissing } from '../support/required.ts';
import { LOSSES, NETWORKS, problemFor } from './support.ts';

const OPTIMIZERS = [
  { kind: 'sgd', learningRate: 0.05, momentum: 0.9 },
  { kind: 'adam', learningRate: 0.02, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
  { kind: 'adadelta', learningRate: 1, rho: 0.95, epsilon: 1e-6 },
] as const;

const trained = async (name: TensorBackendName, ...[architecture, changes]: Parameters<typeof problemFor>) => {
  const { tensors } = await openTensorBackend(name);
  return train(problemFor(architecture, changes), { tensors, normals: plainNormals }, uncontrolled);
};

for (const name of ['wasm', 'tensorflow'] as const) {
  const missing = missingBackend(name);
  if (missing !== null) {
    testMissing(name, missing);
    continue;
  }
  describe(`training on ${name} is that on cpu, up to rounding`, () => {
    for (const [index, [type, architecture]] of Object.entries(NETWORKS).entries())
      for (const [lossName, loss] of Object.entries(LOSSES))
        test(`${type}, ${lossName}`, async () => {
          const changes = { loss, optimizer: OPTIMIZERS[index]! };
          const expected = await trained('cpu', architecture, changes);
          const found = await trained(name, architecture, changes);
          for (const [k, { step, train: score }] of found.curve.entries()) {
            const { loss: own, accuracy } = expected.curve[k]!.train;
            assert.ok(Math.abs(score.loss - own) < 1e-3 * own, `step ${step}: ${score.loss} against ${own}`);
            assert.equal(score.accuracy, accuracy);
          }
          assert.deepEqual(
            (await trained(name, architecture, changes)).parameters.map((values) => [...values]),
            found.parameters.map((values) => [...values]),
          );
        });
  });
}

after(async () => {
  for (const name of ['cpu', 'wasm'] as const) assert.equal((await openTensorBackend(name)).tensors.memory().numTensors, 0);
});
