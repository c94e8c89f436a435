import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Checkpoints } from '../../src/checkpoints.ts';
import { uncontrolled } from '../../src/control.ts';
import { type HypertangentError, isHypertangentError } from '../../src/errors.ts';
import { type Matrix, matrix, type NdArray } from '../../src/nd-array.ts';
import { disposing } from '../../src/training/disposing.ts';
import { seenPoints, targetsOf } from '../../src/training/examples.ts';
import { HeldExamples } from '../../src/training/held-examples.ts';
import { Model } from '../../src/training/model.ts';
import type { OptimizerSpec } from '../../src/training/optimizers/optimizer.ts';
import type { TrainingProblem } from '../../src/training/problem.ts';
import { startOf } from '../../src/training/start.ts';
import { train } from '../../src/training/train.ts';
import { plainMeans } from '../support/tensors.ts';
import { examplesFor, LOSSES, NETWORKS, networkFor, problemFor } from './support.ts';

const adam = { kind: 'adam', learningRate: 0.02, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 } as const;
const OPTIMIZERS: Record<string, OptimizerSpec> = {
  sgd: { kind: 'sgd', learningRate: 0.1, momentum: 0 },
  momentum: { kind: 'sgd', learningRate: 0.05, momentum: 0.9 },
  adam,
  adadelta: { kind: 'adadelta', learningRate: 1, rho: 0.95, epsilon: 1e-6 },
};

/** Keeps the last state, and ends the attempt once that is after so many steps. */
class Interruption implements Checkpoints {
  readonly intervalMs = 0;
  state: NdArray | null = null;
  #at: number;

  constructor(steps: number) {
    this.#at = steps;
  }

  load = async () => this.state;
  save = async (state: NdArray) => {
    this.state = state;
  };

  /** Throws once. */
  checkpoint = async () => {
    if (this.state?.data[0] !== this.#at) return;
    this.#at = Number.NaN;
    throw new Error('interrupted');
  };
}

const run = (problem: TrainingProblem) => train(problem, plainMeans, uncontrolled);
const bits = (parameters: Float32Array[]) => parameters.map((values) => Buffer.from(values.buffer).toString('hex'));

for (const [type, architecture] of Object.entries(NETWORKS))
  describe(`training of ${type}`, () => {
    for (const [name, optimizer] of Object.entries(OPTIMIZERS)) {
      test(`${name} makes the loss smaller, the same way for a seed, and another for another`, async () => {
        const problem = problemFor(architecture, {
          optimizer,
          steps: 60,
          test: examplesFor(architecture, LOSSES.squared_error!, 4),
        });
        const [once, again] = [await run(problem), await run(problem)];
        assert.deepEqual(
          once.curve.map(({ step }) => step),
          [0, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55, 60],
        );
        assert.ok(once.curve.at(-1)!.train.loss < 0.9 * once.curve[0]!.train.loss, JSON.stringify(once.curve));
        assert.deepEqual(again.curve, once.curve);
        assert.deepEqual(bits(again.parameters), bits(once.parameters));
        assert.notDeepEqual((await run({ ...problem, seed: 6 })).curve, once.curve);
      });

      test(`${name} that was interrupted goes on to the same network, to the bit`, async () => {
        const problem = problemFor(architecture, { optimizer, test: examplesFor(architecture, LOSSES.squared_error!, 4) });
        const whole = await run(problem);
        const interruption = new Interruption(11);
        const control = { ...uncontrolled, checkpoint: interruption.checkpoint };
        await assert.rejects(train(problem, plainMeans, control, { saved: interruption }), /interrupted/);
        assert.equal(interruption.state!.data[0], 11);
        const shown: number[] = [];
        const resumed = await train(problem, plainMeans, control, {
          saved: interruption,
          onCurve: (curve) => shown.push(curve.length),
        });
        assert.deepEqual(resumed.curve, whole.curve);
        assert.deepEqual(bits(resumed.parameters), bits(whole.parameters));
        assert.deepEqual(shown, [3, 4, 5], 'the curve so far is shown at once');
      });
    }

    test('classes are learnt', async () => {
      const loss = LOSSES.cross_entropy!;
      // More points of these would nearly be the same.
      const train = examplesFor(architecture, loss, 5);
      const { curve } = await run(problemFor(architecture, { loss, train, optimizer: adam, steps: 400, recordEvery: 400 }));
      assert.equal(curve.at(-1)!.train.accuracy, 1, JSON.stringify(curve));
      assert.ok(curve.at(-1)!.train.loss < 0.2);
    });
  });

test('what was saved of another network is not taken for this one’s', async () => {
  const interruption = new Interruption(3);
  const control = { ...uncontrolled, checkpoint: interruption.checkpoint };
  await assert.rejects(train(problemFor(NETWORKS.hypernetwork), plainMeans, control, { saved: interruption }), /interrupted/);
  const fresh = await run(problemFor(NETWORKS.mlp));
  const found = await train(problemFor(NETWORKS.mlp), plainMeans, uncontrolled, { saved: interruption });
  assert.deepEqual(bits(found.parameters), bits(fresh.parameters));
});

const divergence = async (problem: TrainingProblem): Promise<HypertangentError<'training_diverged'>> => {
  const error = await run(problem).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  assert.ok(isHypertangentError(error, 'training_diverged'), String(error));
  return error;
};

describe('training that diverges', () => {
  for (const [type, architecture] of Object.entries(NETWORKS))
    test(`${type}: stops and says at which step, and below which learning rate it would not`, async () => {
      const momentum = type === 'embedding' ? 0.5 : 0;
      const at = (learningRate: number) => {
        const optimizer = { kind: 'sgd', learningRate, momentum } as const;
        return problemFor(architecture, { optimizer, batchSize: 100, steps: 300, recordEvery: 50 });
      };
      const { details } = await divergence(at(1e4));
      assert.ok(details.step > 0 && details.step < 300 && Number.isFinite(details.loss), JSON.stringify(details));
      const { curve } = await run(at(0.5 * details.stableBelow!));
      assert.ok(curve.at(-1)!.train.loss < curve[0]!.train.loss, 'half the bound is stable');
    });

  test('without a bound where there is none', async () => {
    const optimizer = { kind: 'sgd', learningRate: 1e30, momentum: 0 } as const;
    const { details, message } = await divergence(problemFor(NETWORKS.mlp, { optimizer, loss: LOSSES['lp, p = 3']! }));
    assert.equal(details.stableBelow, undefined);
    assert.match(message, /try a smaller learning_rate/);
  });
});

describe('numbers beyond float32 are refused', () => {
  const cases = { x: { index: [2, 1] }, z: { index: [3, 0] }, y: { index: [4, 1] } };
  for (const [name, { index }] of Object.entries(cases))
    test(`in ${name}, with the place that they have in the request`, () => {
      const given = (own: string, ...shape: [number, number]) => {
        const array = matrix(...shape);
        if (own === name) array.data[index[0]! * shape[1] + index[1]!] = 1e39;
        return array;
      };
      // All images but one are the same, and all coordinates.
      const points = { x: given('x', 5, 3), z: given('z', 5, 2), pairing: 'rows' as const };
      assert.throws(
        () => ({
          ...seenPoints(NETWORKS.hypernetwork, points, '/train'),
          targets: targetsOf(given('y', 5, 2), LOSSES.squared_error!, 5, '/train/y'),
        }),
        (error) => {
          assert.ok(isHypertangentError(error, 'not_finite'));
          assert.deepEqual(error.details, { path: `/train/${name}`, index, received: '1e+39' });
          return true;
        },
      );
    });
});

test('a model without an optimizer takes no step, and remembers nothing', async () => {
  const examples = examplesFor(NETWORKS.mlp, LOSSES.squared_error!);
  const network = networkFor(NETWORKS.mlp, examples);
  const start = await startOf({ parameterization: 'ntk', seed: 3 }, network, plainMeans);
  await disposing(async (kept) => {
    const model = kept(new Model(plainMeans.tensors, network, start));
    const held = kept(new HeldExamples(plainMeans.tensors, examples));
    await assert.rejects(model.step(held, Int32Array.of(0), LOSSES.squared_error!, 1), /without an optimizer/);
    assert.ok((await model.values()).slots.every(({ length }) => length === 0));
  });
});

describe('what cannot be held leaves nothing of what was', () => {
  const { tensors: tf } = plainMeans;
  const problem = problemFor(NETWORKS.hypernetwork);
  const damaged = ({ shape }: Matrix) => ({ shape, data: new Float64Array(1) });

  for (const part of ['images', 'coordinates', 'targets'] as const)
    test(`of examples, where it is their ${part}`, async () => {
      const test = { ...problem.train, [part]: damaged(problem.train[part]!) };
      await assert.rejects(run({ ...problem, test }), /shape/);
      assert.equal(tf.memory().numTensors, 0);
    });

  test('of a model', async () => {
    const network = networkFor(NETWORKS.hypernetwork, problem.train);
    const start = await startOf(problem, network, plainMeans);
    const parameters = [...start.slice(0, -1), new Float32Array(1)];
    assert.throws(() => new Model(tf, network, parameters, adam), /shape/);
    assert.throws(() => new Model(tf, network, start, adam, [[new Float32Array(1)]]), /shape/);
    assert.equal(tf.memory().numTensors, 0);
  });
});

test('a step gives way before each block of its points, and moves nothing if it ends there', async () => {
  const { tensors: tf } = plainMeans;
  const [architecture, loss] = [NETWORKS.mlp, LOSSES.squared_error!];
  const examples = examplesFor(architecture, loss);
  const network = networkFor(architecture, examples);
  // So many that each point is a block.
  const large = { ...network, numbers: { point: 2 ** 24, image: 0 } };
  const start = await startOf({ parameterization: 'ntk', seed: 3 }, network, plainMeans);
  const points = Int32Array.from({ length: examples.count }, (_, index) => index);
  await disposing(async (kept) => {
    const model = kept(new Model(tf, large, start, OPTIMIZERS.sgd));
    const held = kept(new HeldExamples(tf, examples));
    const tensors = tf.memory().numTensors;
    let visits = 0;
    const ended = async () => {
      if (++visits === 3) throw new Error('ended');
    };
    await assert.rejects(model.step(held, points, loss, 1, ended), /ended/);
    assert.equal(tf.memory().numTensors, tensors);
    assert.deepEqual(bits((await model.values()).parameters), bits(start));
    visits = 3;
    (await model.step(held, points, loss, 1, ended)).dispose();
    assert.equal(visits - 3, points.length);
    const whole = kept(new Model(tf, network, start, OPTIMIZERS.sgd));
    (await whole.step(held, points, loss, 1)).dispose();
    const [found, expected] = [await model.values(), await whole.values()];
    for (const [index, values] of found.parameters.entries())
      for (const [k, value] of values.entries()) assert.ok(Math.abs(value - expected.parameters[index]![k]!) < 1e-5);
  });
});

test('it can be cancelled while all points are scored', async () => {
  const problem = problemFor(NETWORKS.mlp, { test: examplesFor(NETWORKS.mlp, LOSSES.squared_error!, 4) });
  let visits = 0;
  const checkpoint = async () => {
    if (++visits === 2) throw new Error('cancelled');
  };
  const shown: number[] = [];
  const onCurve = (curve: readonly unknown[]) => shown.push(curve.length);
  await assert.rejects(train(problem, plainMeans, { ...uncontrolled, checkpoint }, { onCurve }), /cancelled/);
  assert.deepEqual(shown, [], 'before there is a first point of the curve');
});

test('nothing is left of training, whatever ended it', () => {
  assert.equal(plainMeans.tensors.memory().numTensors, 0);
});
