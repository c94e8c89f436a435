import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { convergenceStudy } from '../../src/empirical/convergence-study.ts';
import { empiricalKernels } from '../../src/empirical/empirical-kernels.ts';
import { drawnMoments } from '../../src/empirical/network-moments.ts';
import { coordinateInputs } from '../../src/empirical/networks/coordinate-inputs.ts';
import { RunningMoments } from '../../src/empirical/running-moments.ts';
import { widthChoices } from '../../src/empirical/widths.ts';
import { isHypertangentError } from '../../src/errors.ts';
import { coordinateCovariance } from '../../src/kernels/coordinate-features.ts';
import { plainKernels } from '../../src/kernels/kernel-matrices.ts';
import { hypernetwork, mlp, paired, RELU, toMatrix } from '../reference/cases.ts';
import { plainMeans } from '../support/tensors.ts';

const X = toMatrix([
  [0.3, 0.8],
  [-0.5, 1.1],
]);
const drawn = drawnMoments(plainMeans, (length) => new RunningMoments(length));
const ERF = { name: 'erf' };

describe('statistics over networks', () => {
  test('mean and variance of vectors', () => {
    const rows = [
      [1, 1e9 + 4],
      [2, 1e9 + 7],
      [6, 1e9 + 13],
    ];
    const moments = new RunningMoments(2);
    for (const row of rows) moments.add(row);
    assert.deepEqual([...moments.mean], [3, 1e9 + 8]);
    assert.deepEqual([...moments.variance()], [7, 21]);
    assert.deepEqual([...moments.standardError()], [Math.sqrt(7 / 3), Math.sqrt(7)]);
  });

  test('the mean of wide networks is within a few standard errors of the analytic kernel, and each sample is there', async () => {
    const architecture = { ...mlp(3, ERF, { biasStd: 0.2 }), width: 150 };
    const request = { architecture, points: { x: X }, outputs: ['nngp', 'ntk'] as const, samples: 60, seed: 5, keepSamples: true };
    const { kernels, samples } = await empiricalKernels(request, drawn, plainKernels);
    for (const output of request.outputs) {
      const { mean, variance, standardError, analytic, z } = kernels[output]!;
      assert.deepEqual(samples![output]!.shape, [60, 2, 2]);
      for (let k = 0; k < 4; k++) {
        const entries = Array.from({ length: 60 }, (_, network) => samples![output]!.data[4 * network + k]!);
        const average = entries.reduce((sum, value) => sum + value, 0) / 60;
        assert.ok(Math.abs(average - mean.data[k]!) < 1e-9);
        assert.ok(Math.abs(standardError.data[k]! - Math.sqrt(variance.data[k]! / 60)) < 1e-12);
        assert.ok(Math.abs(z.data[k]!) < 4, `${output} ${k}: z is ${z.data[k]}`);
        assert.ok(Math.abs(z.data[k]! * standardError.data[k]! - (mean.data[k]! - analytic.data[k]!)) < 1e-5);
      }
    }
  });

  test('a kernel that all networks have exactly has z near 0', async () => {
    const architecture = mlp(1, RELU, { biasStd: 0.3 });
    const request = { architecture, points: { x: X }, points2: { x: X }, outputs: ['nngp', 'ntk'] as const, samples: 3, seed: 0 };
    const { kernels } = await empiricalKernels(request, drawn, plainKernels);
    for (const { z, variance } of Object.values(kernels)) {
      assert.ok(variance.data.every((value) => value === 0));
      assert.ok(z.data.every((value) => Math.abs(value) < 1));
    }
  });

  test('inputs of g have the covariance of their features, the limit of Fourier features too', () => {
    const z = toMatrix([
      [0, 0],
      [0, 1],
      [1, 1],
      [0.5, 0.25],
      [0, 1e-7],
    ]);
    for (const features of [
      { kind: 'fourier_limit', lengthScale: 0.8 },
      { kind: 'fourier', lengthScale: 0.8, features: 7, seed: 2 },
      { kind: 'none' },
    ] as const) {
      const inputs = coordinateInputs(features, z, '');
      const covariance = coordinateCovariance(features, '');
      const expected = covariance.cross(covariance.embed(z), covariance.embed(z));
      const [n, columns] = inputs.shape;
      for (let i = 0; i < n; i++)
        for (let j = 0; j < n; j++) {
          let product = 0;
          for (let k = 0; k < columns; k++) product += inputs.data[i * columns + k]! * inputs.data[j * columns + k]!;
          assert.ok(Math.abs(product - expected.data[i * n + j]!) < 1e-9, `${features.kind} ${i} ${j}`);
        }
    }
  });
});

describe('the range of float32', () => {
  const request = { architecture: { ...mlp(2, RELU), width: 5 }, outputs: ['nngp', 'ntk'] as const, samples: 3, seed: 0 };
  const at = (value: number) => empiricalKernels({ ...request, points: { x: toMatrix([[value, 0]]) } }, drawn, plainKernels);

  test('what leaves it is refused', async () => {
    for (const value of [1e20, 1e-20]) await assert.rejects(at(value), (error) => isHypertangentError(error, 'kernel_overflow'));
    await assert.rejects(at(1e39), (error) => isHypertangentError(error, 'not_finite'));
  });

  test('a kernel that is 0 has no deviations', async () => {
    const { kernels } = await at(0);
    assert.deepEqual([...kernels.ntk!.z.data], [0]);
    const study = { ...request, points: { x: toMatrix([[0, 0]]) }, widths: [{ width: 4 }] };
    const { studies } = await convergenceStudy(study, drawn, plainKernels);
    assert.deepEqual([studies[0]!.kernels.ntk!.relativeVariance, studies[0]!.kernels.ntk!.relativeBias], [0, 0]);
  });
});

describe('convergence studies', () => {
  test('variance falls with the width, and a hypernetwork tends to its analytic kernel', async () => {
    const architecture = hypernetwork(mlp(2, RELU), mlp(2, RELU));
    const points = {
      ...paired(
        [
          [0.3, 0.8],
          [-0.5, 1.1],
        ],
        [
          [1, 0],
          [0.4, 0.9],
        ],
        'rows',
      ),
    };
    const widths = widthChoices(architecture, { hyper: [200], primary: [10, 160] });
    const request = { architecture, points, outputs: ['ntk', 'nngp'] as const, widths, samples: 60, seed: 1 };
    const { studies, analytic } = await convergenceStudy(request, drawn, plainKernels);
    const [narrow, wide] = studies.map(({ kernels }) => kernels.ntk!);
    assert.ok(wide!.relativeVariance < narrow!.relativeVariance / 3, `${wide!.relativeVariance}, ${narrow!.relativeVariance}`);
    assert.ok(wide!.relativeBias < 0.1, String(wide!.relativeBias));
    for (const [k, value] of analytic.ntk!.data.entries()) {
      assert.ok(Math.abs(wide!.mean.data[k]! - value) < 5 * wide!.standardError.data[k]!);
    }
  });

  test('widths must be those of the architecture', () => {
    const invalid = (path: string) => (error: unknown) =>
      isHypertangentError(error, 'invalid_value') && error.details.path === path;
    assert.throws(() => widthChoices(mlp(2, RELU), { hyper: [3], primary: [3] }), invalid('/widths'));
    assert.throws(() => widthChoices(hypernetwork(mlp(2, RELU), mlp(2, RELU)), { width: [3] }), invalid('/widths'));
    assert.deepEqual(widthChoices(hypernetwork(mlp(2, RELU), mlp(2, RELU)), { hyper: [3, 4], primary: [5] }), [
      { hyperWidth: 3, primaryWidth: 5 },
      { hyperWidth: 4, primaryWidth: 5 },
    ]);
  });

  test('a network without width is refused', async () => {
    const request = { architecture: mlp(2, RELU), points: { x: X }, outputs: ['ntk'] as const, samples: 2, seed: 1 };
    await assert.rejects(empiricalKernels(request, drawn, plainKernels), (error) => {
      return isHypertangentError(error, 'invalid_value') && error.details.path === '/architecture/width';
    });
    const listed = { ...request, architecture: { ...mlp(4, RELU), width: [3, 4] } };
    await assert.rejects(empiricalKernels(listed, drawn, plainKernels), (error) => isHypertangentError(error, 'shape_mismatch'));
  });
});
