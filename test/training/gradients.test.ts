import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { RandomStream } from '../../src/random/stream.ts';
import { HeldExamples } from '../../src/training/held-examples.ts';
import { Model } from '../../src/training/model.ts';
import { startOf } from '../../src/training/start.ts';
import { plainMeans } from '../support/tensors.ts';
import { examplesFor, LOSSES, NETWORKS, networkFor } from './support.ts';

const { tensors: tf } = plainMeans;
const STEP = 3e-3;

for (const [type, architecture] of Object.entries(NETWORKS))
  describe(`the gradient of ${type} is what differences of the loss say`, () => {
    for (const [name, loss] of Object.entries(LOSSES))
      for (const parameterization of ['ntk', 'standard'] as const)
        test(`${name}, ${parameterization}`, async () => {
          const examples = examplesFor(architecture, loss);
          const network = networkFor(architecture, examples, parameterization as 'ntk');
          const start = await startOf({ parameterization, seed: 3 }, network, plainMeans);
          const held = new HeldExamples(tf, examples);
          const points = Int32Array.from([0, 2, 3, 5, 6]);
          const at = async (values: Float32Array[]) => {
            const model = new Model(tf, network, values);
            const found = await model.gradient(held, points, loss);
            model.dispose();
            return found;
          };
          const { gradients } = await at(start);
          for (const [index, { name: parameter, shape }] of network.parameters.entries()) {
            const random = new RandomStream(index, 1);
            const direction = start[index]!.map((_, k) => random.normal(k));
            const moved = (times: number) =>
              start.map((values, other) => (other === index ? values.map((value, k) => value + times * direction[k]!) : values));
            const difference = ((await at(moved(STEP))).mean - (await at(moved(-STEP))).mean) / (2 * STEP);
            const slope = direction.reduce((sum, value, k) => sum + value * gradients[index]![k]!, 0);
            const size = Math.hypot(...gradients[index]!) * Math.sqrt(shape[0] * shape[1]);
            assert.ok(Math.abs(difference - slope) < 2e-3 * size + 1e-4, `${parameter}: ${difference} against ${slope} of ${size}`);
          }
          held.dispose();
        });
  });

test('nothing is left of models and examples', () => {
  assert.equal(tf.memory().numTensors, 0);
});
