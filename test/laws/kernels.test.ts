import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { EigenvalueDecomposition, Matrix as MlMatrix } from 'ml-matrix';
import type { ActivationSpec } from '../../src/kernels/activations/activation.ts';
import type { Architecture } from '../../src/kernels/architecture.ts';
import { kernelMatrices } from '../../src/kernels/kernel-matrices.ts';
import type { Points } from '../../src/kernels/points.ts';
import { takeRows } from '../../src/nd-array.ts';
import {
  ACTIVATIONS,
  casesOf,
  expandGrid,
  hypernetwork,
  kernelsOf,
  largestEntry,
  mlp,
  OTHER_X,
  outputsOf,
  paired,
  RELU,
  relativeError,
  toMatrix,
  toRows,
  unstack,
  X,
  Z,
} from '../reference/cases.ts';
import type { Rows } from '../reference/naive-kernels.ts';

/** What rounding may change when the same entry is computed on another path. */
const ROUNDING = 1e-12;

for (const activation of ACTIVATIONS) {
  describe(`${activation.name}: laws of every kernel`, () => {
    for (const { title, architecture, points, others } of casesOf(activation)) {
      test(title, async () => {
        const whole = await kernelsOf(architecture, points);
        const crossWithItself = await kernelsOf(architecture, points, points);
        const cross = await kernelsOf(architecture, points, others);
        for (const output of outputsOf(architecture)) {
          assertSymmetric(whole[output], output);
          assertPositiveSemidefinite(whole[output], output);
          assertClose(crossWithItself[output], whole[output], `${output} of a set and itself`);
          assert.ok(cross[output].flat().every(Number.isFinite), `${output} is finite`);
        }
        await checkTiles(architecture, points, others, cross);
        await checkPermutation(architecture, points, whole);
        await checkLayers(architecture, points, whole);
      });
    }

    test('equal rows have equal kernels', async () => {
      for (const biasStd of [0, 0.3]) {
        const kernels = await kernelsOf(mlp(3, activation, { biasStd }), { x: toMatrix(X) });
        for (const output of ['nngp', 'ntk'] as const) {
          assertClose([kernels[output][3]!], [kernels[output][0]!], output);
          assertClose([[kernels[output][0]![3]!]], [[kernels[output][0]![0]!]], `${output} of a row and its copy`);
        }
      }
    });

    test('a hypernetwork whose weights have covariance 1 is the plain network', async () => {
      const constant = mlp(1, { name: 'identity' }, { weightStd: 0, biasStd: 1 });
      for (const biasStd of [0, 0.3]) {
        const primary = mlp(3, activation, { weightStd: [1.1, 0.9, 1.2], biasStd });
        const plain = await kernelsOf(primary, { x: toMatrix(X) });
        const hyper = await kernelsOf(hypernetwork(constant, primary), paired(OTHER_X.slice(0, 2), X, 'grid'));
        const repeated = (rows: Rows) => [0, 1].flatMap(() => rows.map((values) => [...values, ...values]));
        for (const output of ['nngp', 'ntk'] as const) assertClose(hyper[output], repeated(plain[output]), output);
        assertClose(hyper.ntk_primary, hyper.ntk, 'ntk_primary');
        assert.ok(hyper.nngp_hyper.flat().every((value) => value === 1));
      }
    });

    test('a grid is its points one by one', async () => {
      const primary = mlp(3, activation, { biasStd: 0.2 });
      for (const coordinateFeatures of [
        { kind: 'none' } as const,
        { kind: 'fourier_limit', lengthScale: 0.8 } as const,
        { kind: 'fourier', lengthScale: 0.8, features: 16, seed: 7 } as const,
      ]) {
        const architecture = hypernetwork(mlp(2, activation), primary, coordinateFeatures);
        const expanded = expandGrid(X, Z);
        const grid = await kernelsOf(architecture, paired(X, Z, 'grid'));
        const rows = await kernelsOf(architecture, paired(expanded.x, expanded.z, 'rows'));
        const mixed = await kernelsOf(architecture, paired(X, Z, 'grid'), paired(expanded.x, expanded.z, 'rows'));
        for (const output of outputsOf(architecture)) {
          assertClose(grid[output], rows[output], output);
          assertClose(mixed[output], rows[output], `${output} of a grid and rows`);
        }
      }
    });
  });
}

describe('laws of single activations', () => {
  const points = { x: toMatrix(X) };
  const others = { x: toMatrix(OTHER_X) };
  const scaled = (rows: Rows, factor: number) => rows.map((values) => values.map((value) => factor * value));

  test('positively homogeneous: K(ax, bx′) = ab·K(x, x′)', async () => {
    const [a, b] = [3.7, 0.02];
    for (const activation of [RELU, { name: 'leaky_relu', negativeSlope: 0.2 }, { name: 'abs' }, { name: 'identity' }]) {
      const architecture = mlp(4, activation);
      const plain = await kernelsOf(architecture, points, others);
      const stretched = await kernelsOf(architecture, { x: toMatrix(scaled(X, a)) }, { x: toMatrix(scaled(OTHER_X, b)) });
      for (const output of ['nngp', 'ntk'] as const) {
        assertClose(stretched[output], scaled(plain[output], a * b), `${activation.name} ${output}`);
      }
    }
  });

  test('a hypernetwork with homogeneous f scales with x, and with homogeneous g with z', async () => {
    const architecture = hypernetwork(mlp(3, RELU), mlp(2, RELU));
    const plain = await kernelsOf(architecture, paired(X, Z, 'rows'));
    const stretched = await kernelsOf(architecture, paired(scaled(X, 3), scaled(Z, 0.5), 'rows'));
    assertClose(stretched.nngp, scaled(plain.nngp, 3 ** 4 * 0.5 ** 2), 'nngp: g is of degree 2 in its weights');
    assertClose(stretched.ntk, scaled(plain.ntk, 3 ** 4 * 0.5 ** 2), 'ntk');
    assertClose(stretched.nngp_hyper, scaled(plain.nngp_hyper, 3 ** 2), 'nngp_hyper');
  });

  test('odd activations: K(x, −x′) = −K(x, x′); even ones: K(x, −x′) = K(x, x′)', async () => {
    const signs: [ActivationSpec, number][] = [
      [{ name: 'erf' }, -1],
      [{ name: 'sin' }, -1],
      [{ name: 'tanh' }, -1],
      [{ name: 'identity' }, -1],
      [{ name: 'abs' }, 1],
      [{ name: 'cos' }, 1],
    ];
    for (const [activation, sign] of signs) {
      const plain = await kernelsOf(mlp(3, activation), points, points);
      const opposite = await kernelsOf(mlp(3, activation), points, { x: toMatrix(scaled(X, -1)) });
      for (const output of ['nngp', 'ntk'] as const)
        assertClose(opposite[output], scaled(plain[output], sign), `${activation.name} ${output}`);
    }
  });

  test('a network without biases maps zero to zero where φ(0) = 0', async () => {
    const zero = 5;
    for (const activation of ACTIVATIONS.filter(({ name }) => name !== 'cos' && name !== 'rbf')) {
      const kernels = await kernelsOf(mlp(3, activation), points);
      for (const output of ['nngp', 'ntk'] as const) {
        assert.ok(
          kernels[output][zero]!.every((value) => Math.abs(value) < ROUNDING),
          `${activation.name} ${output}`,
        );
      }
    }
  });

  test('leaky ReLU is ReLU, identity and abs at slopes 0, 1 and −1', async () => {
    const special: [number, ActivationSpec][] = [
      [0, { name: 'relu', gain: 1.3 }],
      [1, { name: 'identity', gain: 1.3 }],
      [-1, { name: 'abs', gain: 1.3 }],
    ];
    for (const [negativeSlope, activation] of special) {
      const leaky = await kernelsOf(mlp(3, { name: 'leaky_relu', negativeSlope, gain: 1.3 }, { biasStd: 0.2 }), points);
      const expected = await kernelsOf(mlp(3, activation, { biasStd: 0.2 }), points);
      for (const output of ['nngp', 'ntk'] as const) assertClose(leaky[output], expected[output], `${activation.name} ${output}`);
    }
  });

  test('sin and cos together are the Gaussian kernel: E[sin sin] + E[cos cos] = exp(−(var1 + var2 − 2cov12)/2)', async () => {
    const [sin, cos, rbf] = await Promise.all(
      [{ name: 'sin' }, { name: 'cos' }, { name: 'rbf', gamma: 0.5 }].map((activation) => kernelsOf(mlp(2, activation), points)),
    );
    const sum = sin!.nngp.map((values, i) => values.map((value, j) => value + cos!.nngp[i]![j]!));
    assertClose(sum, rbf!.nngp, 'sum');
    const gaussian = X.map((a) =>
      X.map((b) => Math.exp(-a.reduce((total, value, k) => total + (value - b[k]!) ** 2, 0) / (2 * a.length))),
    );
    assertClose(rbf!.nngp, gaussian, 'Gaussian');
  });

  test('a linear network has Θ = depth·K', async () => {
    const kernels = await kernelsOf(mlp(5, { name: 'identity' }), points);
    assertClose(
      kernels.ntk,
      kernels.nngp.map((values) => values.map((value) => 5 * value)),
      'ntk',
    );
  });

  test('many Fourier features tend to their limit', async () => {
    const of = (coordinateFeatures: Parameters<typeof hypernetwork>[2]) =>
      kernelsOf(hypernetwork(mlp(2, RELU), mlp(2, RELU), coordinateFeatures), paired(X, Z, 'rows'));
    const limit = await of({ kind: 'fourier_limit', lengthScale: 0.8 });
    const finite = await of({ kind: 'fourier', lengthScale: 0.8, features: 40_000, seed: 3 });
    const again = await of({ kind: 'fourier', lengthScale: 0.8, features: 40_000, seed: 3 });
    assert.deepEqual(finite, again);
    const error = relativeError(finite.ntk, limit.ntk);
    assert.ok(error < 0.02 && error > 1e-6, `off by ${error}`);
  });
});

function assertClose(actual: Rows, expected: Rows, what: string): void {
  const error = relativeError(actual, expected);
  assert.ok(error < ROUNDING, `${what} is off by ${error}`);
}

function assertSymmetric(kernel: Rows, what: string): void {
  for (const [i, values] of kernel.entries()) {
    for (const [j, value] of values.entries()) assert.ok(value === kernel[j]![i], `${what}[${i}, ${j}] differs from [${j}, ${i}]`);
  }
}

function assertPositiveSemidefinite(kernel: Rows, what: string): void {
  const eigenvalues = new EigenvalueDecomposition(new MlMatrix(kernel), { assumeSymmetric: true }).realEigenvalues;
  const smallest = Math.min(...eigenvalues);
  assert.ok(smallest >= -1e-10 * largestEntry(kernel), `${what} has the eigenvalue ${smallest}`);
}

/** The kernel between parts of two sets is that part of the kernel. */
async function checkTiles(architecture: Architecture, points: Points, others: Points, cross: Record<string, Rows>): Promise<void> {
  const [tile, rows] = takeImages(points, [1, 2]);
  const [otherTile, columns] = takeImages(others, [0]);
  const part = await kernelsOf(architecture, tile, otherTile);
  for (const output of outputsOf(architecture))
    assertClose(part[output], pick(cross[output]!, rows, columns), `a tile of ${output}`);
}

async function checkPermutation(architecture: Architecture, points: Points, whole: Record<string, Rows>): Promise<void> {
  const [permuted, order] = takeImages(points, [...Array(points.x.shape[0]).keys()].reverse());
  const kernels = await kernelsOf(architecture, permuted);
  for (const output of outputsOf(architecture))
    assertClose(kernels[output], pick(whole[output]!, order, order), `permuted ${output}`);
}

async function checkLayers(architecture: Architecture, points: Points, whole: Record<string, Rows>): Promise<void> {
  const outputs = outputsOf(architecture);
  const { matrices, layers } = await kernelMatrices({ architecture, points, outputs, layers: true });
  for (const output of outputs) {
    assert.deepEqual(toRows(matrices[output]!), whole[output], `${output} with layers`);
    assert.deepEqual(toRows(unstack(layers![output]!).at(-1)!), whole[output], `the last layer of ${output}`);
  }
}

/** The points of some images (rows of x; all of their coordinates in a grid), and where they stood. */
function takeImages(points: Points, images: number[]): [Points, number[]] {
  const x = takeRows(points.x, images);
  if (!('z' in points)) return [{ x }, images];
  if (points.pairing === 'rows') return [{ ...points, x, z: takeRows(points.z, images) }, images];
  const coordinates = points.z.shape[0];
  return [{ ...points, x }, images.flatMap((image) => Array.from({ length: coordinates }, (_, j) => image * coordinates + j))];
}

function pick(kernel: Rows, rows: number[], columns: number[]): Rows {
  return rows.map((i) => columns.map((j) => kernel[i]![j]!));
}
