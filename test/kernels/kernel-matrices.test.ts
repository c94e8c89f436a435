import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Control } from '../../src/control.ts';
import { HypertangentError, isHypertangentError } from '../../src/errors.ts';
import type { Architecture } from '../../src/kernels/architecture.ts';
import { fourierFeatures } from '../../src/kernels/coordinate-features.ts';
import { kernelMatrices, plainKernels } from '../../src/kernels/kernel-matrices.ts';
import { kernelRowsOf } from '../../src/kernels/kernel-rows-of.ts';
import { PlainPasses } from '../../src/kernels/plain-passes.ts';
import type { Points } from '../../src/kernels/points.ts';
import { TILE_COLUMNS } from '../../src/kernels/tile.ts';
import { matrix, row } from '../../src/nd-array.ts';
import { hypernetwork, kernelsOf, mlp, outputsOf, paired, RELU, toMatrix } from '../reference/cases.ts';
import { standardNormals } from '../reference/normals.ts';

const normals = (rows: number, columns: number, seed: number) =>
  matrix(rows, columns, Float64Array.from({ length: rows * columns }, standardNormals(seed)));

const HYPERNETWORK = hypernetwork(mlp(2, RELU), mlp(3, { name: 'erf' }, { biasStd: 0.1 }), { kind: 'none' });

describe('blocks of the recursion', () => {
  const architectures: Record<string, [Architecture, (count: number) => Points]> = {
    mlp: [mlp(3, RELU, { biasStd: 0.2 }), (count) => ({ x: normals(count, 3, 1) })],
    hypernetwork: [HYPERNETWORK, (count) => ({ x: normals(count, 3, 1), z: normals(count, 2, 2), pairing: 'rows' })],
  };
  for (const [name, [architecture, pointsOf]] of Object.entries(architectures)) {
    for (const count of [1, TILE_COLUMNS - 1, TILE_COLUMNS, TILE_COLUMNS + 1, 2 * TILE_COLUMNS + 1]) {
      test(`${name}: ${count} columns are their columns one by one`, () => {
        const outputs = outputsOf(architecture);
        const few = pointsOf(2);
        const many = pointsOf(count);
        const row0 = evaluate(architecture, few, many, 2);
        for (const column of new Set([0, TILE_COLUMNS - 1, TILE_COLUMNS, TILE_COLUMNS + 1, 2 * TILE_COLUMNS, count - 1])) {
          if (column >= count) continue;
          const alone = evaluate(architecture, few, takeRow(many, column), 2);
          for (const output of outputs) {
            for (const i of [0, 1])
              assert.equal(row0[output]![i * count + column], alone[output]![i], `${output}[${i}, ${column}]`);
          }
        }
        const within = evaluate(architecture, many, undefined, 1);
        for (const output of outputs) {
          const whole = evaluate(architecture, takeRow(many, 0), many, 1)[output]!;
          assert.deepEqual(within[output]!.subarray(1), whole.subarray(1), `${output} within one set`);
        }
      });
    }
  }
});

function rowsOf(architecture: Architecture, points: Points, others: Points | undefined) {
  const problem = { architecture, points, ...(others && { points2: others }), outputs: outputsOf(architecture), layers: false };
  return kernelRowsOf(problem, new PlainPasses());
}

/** The first `count` rows of every output's last layer. */
function evaluate(
  architecture: Architecture,
  points: Points,
  others: Points | undefined,
  count: number,
): Record<string, Float64Array> {
  const rows = rowsOf(architecture, points, others);
  const targets = outputsOf(architecture).map((output) => {
    return { output, layer: rows.layerCount(output), data: new Float64Array(count * rows.columns) };
  });
  rows.evaluate(0, count, targets);
  return Object.fromEntries(targets.map(({ output, data }) => [output, data]));
}

function takeRow(points: Points, index: number): Points {
  const take = (source: typeof points.x) => matrix(1, source.shape[1], row(source, index).slice());
  return 'z' in points ? { ...points, x: take(points.x), z: take(points.z) } : { x: take(points.x) };
}

test('the diagonal of a set is that of its matrix', async () => {
  const points = paired(
    [
      [1, 2],
      [3, -1],
      [1, 2],
    ],
    [[1], [2], [1]],
    'rows',
  );
  for (const architecture of [mlp(4, RELU), HYPERNETWORK] as const) {
    const inputs = architecture.type === 'mlp' ? { x: points.x } : points;
    const kernels = await kernelsOf(architecture, inputs);
    const rows = rowsOf(architecture, inputs, undefined);
    for (const output of outputsOf(architecture)) {
      assert.deepEqual(
        [...rows.diagonal(output)],
        kernels[output].map((values, i) => values[i]!),
        output,
      );
      assert.equal(kernels[output][0]![2], kernels[output][0]![0], `${output} of a point and its copy`);
    }
  }
});

test('a kernel that leaves the range of float64 is kernel_overflow, with its place', async () => {
  const cases: [Architecture, Points, string, number[]][] = [
    [mlp(1, RELU), { x: toMatrix([[1], [1e200]]) }, 'nngp', [1, 1]],
    [mlp(1, RELU, { weightStd: 1e100 }), { x: toMatrix([[0], [1e60]]) }, 'nngp', [1, 1]],
    [hypernetwork(mlp(1, RELU), mlp(1, RELU)), paired([[1], [1e100]], [[1], [1e100]], 'rows'), 'nngp', [1, 1]],
  ];
  for (const [architecture, points, output, index] of cases) {
    const failed = kernelMatrices({ architecture, points, outputs: ['nngp'] });
    await assert.rejects(failed, (error) => {
      assert.ok(isHypertangentError(error, 'kernel_overflow'));
      assert.deepEqual(error.details, { output, index });
      return true;
    });
  }
});

test('a variance that overflows before an activation is not hidden by one that saturates', async () => {
  const points = { x: toMatrix([[1], [1e200]]) };
  const others = { x: toMatrix([[2]]) };
  const architecture = mlp(2, { name: 'erf' });
  for (const request of [{ points }, { points, points2: others }, { points: others, points2: points }]) {
    const failed = kernelMatrices({ architecture, ...request, outputs: ['nngp'] });
    await assert.rejects(failed, (error) => isHypertangentError(error, 'kernel_overflow'));
  }
  const linear = await kernelMatrices({ architecture: mlp(1, RELU), points, points2: others, outputs: ['nngp'] });
  assert.deepEqual(linear.matrices.nngp!.data, Float64Array.of(2, 2e200), 'without an activation only the kernel itself counts');
});

test('an mlp has no output of a hypernetwork', async () => {
  const request = { architecture: mlp(2, RELU), points: { x: toMatrix([[1]]) }, outputs: ['ntk_hyper'] as const };
  await assert.rejects(
    kernelMatrices(request),
    (error) => isHypertangentError(error, 'invalid_value') && error.details.path === '/outputs',
  );
});

describe('control', () => {
  const request = { architecture: mlp(2, RELU), points: { x: normals(700, 2, 3) }, outputs: ['nngp'] as const };

  test('progress rises from 0 to 1, a step at a time', async () => {
    const fractions: number[] = [];
    await kernelMatrices(request, plainKernels, { checkpoint: async (fraction) => void fractions.push(fraction), stage: () => {} });
    assert.ok(fractions.length > 4, 'there are several steps');
    assert.deepEqual([fractions[0], fractions.at(-1)], [0, 1]);
    assert.deepEqual(
      fractions,
      fractions.toSorted((a, b) => a - b),
    );
  });

  test('a checkpoint that throws ends the computation there', async () => {
    const cancelled = new HypertangentError('job_cancelled', 'no longer wanted', { id: 'x' });
    let calls = 0;
    const control: Control = {
      checkpoint: async () => {
        calls++;
        if (calls === 2) throw cancelled;
      },
      stage: () => {},
    };
    await assert.rejects(kernelMatrices(request, plainKernels, control), cancelled);
    assert.equal(calls, 2);
  });
});

describe('finite Fourier features', () => {
  const z = normals(5, 2, 4);

  test('depend on the seed alone, not on the set of points or the number of features', () => {
    const all = fourierFeatures(z, 6, 0.7, 2 ** 33 + 5);
    assert.deepEqual(fourierFeatures(z, 6, 0.7, 2 ** 33 + 5).data, all.data);
    assert.deepEqual(row(fourierFeatures(matrix(1, 2, row(z, 3).slice()), 6, 0.7, 2 ** 33 + 5), 0), row(all, 3));
    const more = fourierFeatures(z, 9, 0.7, 2 ** 33 + 5);
    for (let i = 0; i < 5; i++) assert.deepEqual(row(more, i).subarray(0, 6), row(all, i));
    for (const seed of [5, 2 ** 33 + 6])
      assert.ok(fourierFeatures(z, 6, 0.7, seed).data.every((value, k) => value !== all.data[k]));
  });

  test('are cosines of the coordinates over the length scale', () => {
    const near = fourierFeatures(z, 6, 0.7, 1);
    const scaled = fourierFeatures(
      matrix(
        5,
        2,
        z.data.map((value) => value / 0.7),
      ),
      6,
      1,
      1,
    );
    for (const [k, value] of near.data.entries()) assert.ok(Math.abs(value - scaled.data[k]!) < 1e-14);
    assert.ok(near.data.every((value) => Math.abs(value) <= 1));
  });

  test('a length scale that is not positive is refused', async () => {
    for (const lengthScale of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
      for (const features of [
        { kind: 'fourier_limit', lengthScale } as const,
        { kind: 'fourier', lengthScale, features: 2, seed: 1 } as const,
      ]) {
        const architecture = hypernetwork(mlp(1, RELU), mlp(1, RELU), features);
        const points = paired([[1]], [[1]], 'rows');
        await assert.rejects(
          kernelMatrices({ architecture, points, outputs: ['nngp'] }),
          (error) =>
            isHypertangentError(error, 'invalid_value') && error.details.path === '/architecture/coordinate_features/length_scale',
        );
      }
    }
  });
});
