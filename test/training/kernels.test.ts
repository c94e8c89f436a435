import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { uncontrolled } from '../../src/control.ts';
import { sampleKernels } from '../../src/empirical/sample-kernels.ts';
import type { Hypernetwork, Mlp } from '../../src/kernels/architecture.ts';
import { matrix } from '../../src/nd-array.ts';
import { RandomStream } from '../../src/random/stream.ts';
import { seenPoints } from '../../src/training/examples.ts';
import { HeldExamples, HeldPoints } from '../../src/training/held-examples.ts';
import { initialValues } from '../../src/training/initial-values.ts';
import { Model } from '../../src/training/model.ts';
import { trainableNetwork } from '../../src/training/networks/index.ts';
import { startOf } from '../../src/training/start.ts';
import { train } from '../../src/training/train.ts';
import { hypernetwork, kernelsOf, mlp, RELU, toMatrix } from '../reference/cases.ts';
import { plainMeans } from '../support/tensors.ts';

const { tensors: tf } = plainMeans;
const ERF = { name: 'erf' };
const SEED = 7;
const X = toMatrix([
  [0.3, 0.8, -0.2],
  [-0.5, 1.1, 0.4],
  [0.9, -0.1, 0.7],
]);
const Z = toMatrix([
  [0.2, -1.1],
  [0.7, 0.4],
  [-0.6, 0.5],
]);

const CASES: Record<string, Mlp | Hypernetwork> = {
  'mlp with biases': { ...mlp(3, ERF, { weightStd: [1.6, 1.3, 0.8], biasStd: 0.3 }), width: 12 },
  'hypernetwork with biases': hypernetwork(
    { ...mlp(2, ERF, { weightStd: 1.2, biasStd: 0.3 }), width: 8 },
    { ...mlp(3, RELU, { biasStd: 0.5 }), width: 5 },
  ),
  'hypernetwork of Fourier features': hypernetwork(
    { ...mlp(3, RELU), width: 7 },
    { ...mlp(2, ERF), width: 6 },
    {
      kind: 'fourier',
      lengthScale: 1.5,
      features: 9,
      seed: 2,
    },
  ),
};

describe('training starts at network 0 of its seed', () => {
  for (const [name, architecture] of Object.entries(CASES))
    test(`the products of its gradients are that network’s tangent kernel: ${name}`, async () => {
      const points = architecture.type === 'mlp' ? { x: X } : { x: X, z: Z, pairing: 'rows' as const };
      let kernel: Float32Array | undefined;
      await sampleKernels({ architecture, points, outputs: ['ntk'], seed: SEED, samples: 1 }, plainMeans, ({ ntk }) => {
        kernel = Float32Array.from(ntk!);
      });
      const seen = seenPoints(architecture, points, '/points');
      const sizes = { image: 3, coordinate: seen.coordinates?.shape[1] ?? 0 };
      const network = trainableNetwork(architecture, sizes, 1, 'ntk');
      const start = await startOf({ parameterization: 'ntk', seed: SEED }, network, plainMeans);
      const model = new Model(tf, network, start);
      const outputs = await model.outputs(new HeldPoints(tf, seen));
      // ∂h/∂w of one point: the gradient of ½(h − (h − 1))².
      const held = new HeldExamples(tf, {
        ...seen,
        targets: matrix(
          3,
          1,
          outputs.map((value) => value - 1),
        ),
      });
      const rows: number[][] = [];
      for (let point = 0; point < 3; point++) {
        const { gradients } = await model.gradient(held, Int32Array.of(point), { kind: 'squared_error' });
        rows.push(gradients.flatMap((values) => [...values]));
      }
      for (let i = 0; i < 3; i++)
        for (let j = 0; j < 3; j++) {
          const product = rows[i]!.reduce((sum, value, k) => sum + value * rows[j]![k]!, 0);
          assert.ok(Math.abs(product - kernel![3 * i + j]!) < 2e-5 * Math.max(...kernel!), `${i}, ${j}: ${product}`);
        }
    });

  test('in the parameterisation standard it starts with weights as large as He’s', async () => {
    const network = trainableNetwork({ ...mlp(3, RELU), width: 200 }, { image: 3, coordinate: 0 }, 1, 'standard');
    const [first, second] = await startOf({ parameterization: 'standard', seed: SEED }, network, plainMeans);
    for (const [weights, inputs] of [
      [first!, 3],
      [second!, 200],
    ] as const) {
      const bound = Math.sqrt(6 / inputs);
      const largest = weights.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      assert.ok(largest <= bound * (1 + 1e-6) && largest > 0.98 * bound, `${largest} of ${bound}`);
    }
  });
});

test('uniform weights are not the phases of Fourier features of the same seed', async () => {
  const network = trainableNetwork({ ...mlp(2, RELU), width: 4 }, { image: 3, coordinate: 0 }, 1, 'standard');
  for (const parameter of network.parameters) {
    const values = await initialValues({ ...parameter, unitByUnit: false, spread: () => 1 }, 'standard', SEED, plainMeans.normals);
    for (const stream of [0, 1, parameter.stream]) {
      const other = new RandomStream(SEED, stream);
      const same = values.filter((value, index) => Math.abs(value - Math.sqrt(3) * (2 * other.uniform(index) - 1)) < 1e-6);
      assert.equal(same.length, 0, `stream ${stream}`);
    }
  }
});

describe('a network that is trained by full batches follows its kernel, the closer the wider it is', () => {
  const LEARNING_RATE = 0.5;
  const STEPS = 30;
  const labels = [1, -0.5, 0.25];
  const shapes: Record<string, (width: number) => Mlp | Hypernetwork> = {
    mlp: (width) => ({ ...mlp(3, ERF), width }),
    hypernetwork: (width) => hypernetwork({ ...mlp(2, ERF), width: 2 * width }, { ...mlp(2, ERF), width: Math.ceil(width / 4) }),
  };

  for (const [type, withWidth] of Object.entries(shapes))
    test(type, async () => {
      const [narrow, wide] = [await distance(withWidth(16)), await distance(withWidth(type === 'mlp' ? 512 : 128))];
      assert.ok(wide < 0.12, `${wide} at the larger width`);
      assert.ok(wide < 0.5 * narrow, `${wide} at the larger width, ${narrow} at the smaller`);
    });

  /** Between trained outputs and those of kernel gradient descent from the same beginning, over how far these went; of three networks. */
  async function distance(architecture: Mlp | Hypernetwork): Promise<number> {
    const points = architecture.type === 'mlp' ? { x: X } : { x: X, z: Z, pairing: 'rows' as const };
    const kernel = (await kernelsOf(architecture, points)).ntk.flat();
    const examples = { ...seenPoints(architecture, points, '/points'), targets: matrix(3, 1, Float64Array.from(labels)) };
    const sizes = { image: 3, coordinate: examples.coordinates?.shape[1] ?? 0 };
    let sum = 0;
    for (let seed = 0; seed < 3; seed++) {
      const problem = {
        architecture,
        parameterization: 'ntk' as const,
        loss: { kind: 'squared_error' as const },
        optimizer: { kind: 'sgd' as const, learningRate: LEARNING_RATE, momentum: 0 },
        batchSize: 3,
        steps: STEPS,
        seed,
        recordEvery: STEPS,
        train: examples,
      };
      const network = trainableNetwork(architecture, sizes, 1, 'ntk');
      const outputsOf = async (parameters: Float32Array[]) => {
        const model = new Model(tf, network, parameters);
        return model.outputs(new HeldPoints(tf, examples));
      };
      const before = await outputsOf(await startOf(problem, network, plainMeans));
      const after = await outputsOf((await train(problem, plainMeans, uncontrolled)).parameters);
      const foreseen = [...before];
      for (let step = 0; step < STEPS; step++) {
        const residual = foreseen.map((value, i) => value - labels[i]!);
        for (let i = 0; i < 3; i++)
          for (let j = 0; j < 3; j++) foreseen[i]! -= (LEARNING_RATE / 3) * kernel[3 * i + j]! * residual[j]!;
      }
      const went = Math.hypot(...foreseen.map((value, i) => value - before[i]!));
      sum += Math.hypot(...foreseen.map((value, i) => value - after[i]!)) / went;
    }
    return sum / 3;
  }
});
