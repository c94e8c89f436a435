import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { TensorBackend } from '../../../src/empirical/backends/tensor-backend.ts';
import { type KernelSample, type SampleRequest, sampleKernels } from '../../../src/empirical/sample-kernels.ts';
import { LocalNormals } from '../../../src/engine/local-normals.ts';
import type { KernelOutput } from '../../../src/kernels/architecture.ts';
import { hypernetwork, mlp, paired, toMatrix } from '../../reference/cases.ts';
import { hypernetworkReference, mlpReference, type ReferenceKernels } from '../../reference/same-networks.ts';

const X = [
  [0.3, 0.8, -0.2],
  [-0.5, 1.1, 0.4],
  [0.9, -0.1, 0.7],
];
const Z = [
  [0.2, -1.1],
  [0.7, 0.4],
  [-0.6, 0.5],
];
const POINTS = X.map((x, k) => ({ x, z: Z[k]! }));
const SEED = 11;
const ERF = { name: 'erf' };
const MLP = { ...mlp(4, { name: 'relu' }, { biasStd: 0.2 }), width: 33 };
const HYPERNETWORK = hypernetwork(
  { ...mlp(3, ERF, { biasStd: 0.3 }), width: 17 },
  { ...mlp(3, { name: 'gelu' }, { weightStd: 1.4, biasStd: 0.5 }), width: 9 },
);
const OUTPUTS: KernelOutput[] = ['nngp', 'ntk', 'nngp_hyper', 'ntk_hyper', 'ntk_primary'];
/** Errors of float32 relative to the largest entry; some backends have other sines, none is used here. */
const TOLERANCE = 1e-5;

/** Finite networks of a seed are the same on every backend, and leave nothing behind. */
export function networkConformance({ name, tensors }: TensorBackend): void {
  const means = { tensors, normals: new LocalNormals() };
  const collect = async (request: SampleRequest): Promise<KernelSample[]> => {
    const samples: KernelSample[] = [];
    await sampleKernels(request, means, (sample) => samples.push(structuredClone(sample)));
    return samples;
  };
  const ofMlp: SampleRequest = { architecture: MLP, points: { x: toMatrix(X) }, outputs: ['nngp', 'ntk'], seed: SEED, samples: 3 };
  const points = paired(X, Z, 'rows');
  const ofHypernetwork: SampleRequest = { architecture: HYPERNETWORK, points, outputs: OUTPUTS, seed: SEED, samples: 3 };

  describe(`${name}: finite networks`, () => {
    test('an mlp has the kernels of float64 loops', async () => {
      for (const [network, sample] of (await collect(ofMlp)).entries())
        assertNear(sample, mlpReference(MLP, X, { seed: SEED, network }));
    });

    test('a hypernetwork has the kernels of float64 loops', async () => {
      for (const [network, sample] of (await collect(ofHypernetwork)).entries())
        assertNear(sample, hypernetworkReference(HYPERNETWORK, POINTS, { seed: SEED, network }));
    });

    test('tensors and their bytes are the same after 200 requests as after 20', async () => {
      // Small ones, as a software GPU takes milliseconds for each operation.
      const small = { ...ofMlp, architecture: { ...mlp(2, ERF), width: 3 }, samples: 1 };
      const large = [
        { ...ofHypernetwork, samples: 1 },
        { ...ofHypernetwork, samples: 1, generatedWeights: 'conditioned' as const },
      ];
      const usage = async (count: number) => {
        for (let k = 0; k < count; k++) await sampleKernels(k % 10 < 8 ? small : large[k % 2]!, means, () => {});
        const { numTensors, numBytes, numDataBuffers } = tensors.memory();
        return { numTensors, numBytes, numDataBuffers };
      };
      const after20 = await usage(20);
      assert.deepEqual(await usage(180), after20);
    });
  });
}

function assertNear(sample: KernelSample, reference: ReferenceKernels): void {
  for (const [output, values] of Object.entries(sample)) {
    const expected = reference[output]!.flat();
    const scale = Math.max(...expected.map(Math.abs));
    assert.equal(values.length, expected.length);
    for (const [index, value] of values.entries()) {
      const error = Math.abs(value - expected[index]!) / scale;
      assert.ok(error < TOLERANCE, `${output} ${index} is ${value}, not ${expected[index]}`);
    }
  }
}
