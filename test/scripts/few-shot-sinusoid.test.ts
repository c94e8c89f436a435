import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { Matrix } from 'ml-matrix';
import { fewShotSinusoid } from '../../scripts/reproduction/few-shot-sinusoid/few-shot-sinusoid.ts';
import { parseFewShotOptions } from '../../scripts/reproduction/few-shot-sinusoid/options.ts';
import { gaussianKernel, gaussianPosterior } from '../../scripts/reproduction/few-shot-sinusoid/posterior.ts';
import { REPRESENTATION_KINDS, represent } from '../../scripts/reproduction/few-shot-sinusoid/representation.ts';
import { drawTasks, gridOf, type Task } from '../../scripts/reproduction/few-shot-sinusoid/tasks.ts';
import { Client } from '../../src/client/index.ts';
import { TestService } from '../support/service.ts';

describe('tasks', () => {
  const tasks = drawTasks(4000, 5, 3, 'test');

  test('have amplitudes, phases and inputs that are uniform in their ranges', () => {
    for (const [values, from, to] of [
      [tasks.map(({ amplitude }) => amplitude), 0.1, 5],
      [tasks.map(({ phase }) => phase), 0, Math.PI],
      [tasks.flatMap(({ z }) => [...z]), -5, 5],
    ] as const) {
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      const error = (to - from) / Math.sqrt(12 * values.length);
      assert.ok(Math.abs(mean - (from + to) / 2) < 4 * error, `${mean}`);
      assert.ok(Math.min(...values) >= from && Math.max(...values) <= to);
      assert.ok(Math.min(...values) < from + 0.01 * (to - from) && Math.max(...values) > to - 0.01 * (to - from));
    }
  });

  test('have examples on their curve, by ascending input', () => {
    for (const { amplitude, phase, z, y } of tasks.slice(0, 50)) {
      assert.deepEqual(
        [...z].sort((a, b) => a - b),
        [...z],
      );
      for (const [k, input] of z.entries()) assert.equal(y[k], amplitude * Math.sin(input - phase));
    }
  });

  test('do not depend on how many there are, nor their curves on the shots, but on seed and purpose', () => {
    assert.deepEqual(drawTasks(10, 5, 3, 'test'), tasks.slice(0, 10));
    const curve = ({ amplitude, phase }: Task) => [amplitude, phase];
    assert.deepEqual(drawTasks(10, 10, 3, 'test').map(curve), tasks.slice(0, 10).map(curve));
    for (const other of [drawTasks(1, 5, 4, 'test'), drawTasks(1, 5, 3, 'validation'), drawTasks(1, 5, 3, 'meta-training')])
      assert.notDeepEqual(other[0], tasks[0]);
  });
});

test('a grid has the middles of equal parts', () => {
  assert.deepEqual([...gridOf(4)], [-3.75, -1.25, 1.25, 3.75]);
});

test('the posterior of the Gaussian kernel goes through the examples, and knows nothing far away', () => {
  const z = Float64Array.of(-1, 0.5, 2);
  const y = Float64Array.of(1, -2, 3);
  const { mean, deviation } = gaussianPosterior(z, y, Float64Array.of(-1, 0.5, 2, 100), 1.5);
  for (const [k, value] of [...y, 0].entries()) assert.ok(Math.abs(mean[k]! - value) < 1e-4, `${mean}`);
  for (const [k, value] of [0, 0, 0, 1].entries()) assert.ok(Math.abs(deviation[k]! - value) < 2e-3, `${deviation}`);
  // By the equations: k(z*)ᵀ(K + 10⁻⁶I)⁻¹y and √(1 − k(z*)ᵀ(K + 10⁻⁶I)⁻¹k(z*)).
  const inverse = Matrix.add(gaussianKernel(z, z, 1.5), Matrix.eye(3).mul(1e-6));
  const between = gaussianPosterior(z, y, Float64Array.of(1.2), 1.5);
  const cross = gaussianKernel(Float64Array.of(1.2), z, 1.5);
  const weights = cross.mmul(inverseOf(inverse));
  assert.ok(Math.abs(between.mean[0]! - weights.mmul(Matrix.columnVector([...y])).get(0, 0)) < 1e-9);
  assert.ok(Math.abs(between.deviation[0]! - Math.sqrt(1 - weights.mmul(cross.transpose()).get(0, 0))) < 1e-7);
});

/** Of a 3 × 3 matrix, by cofactors. */
function inverseOf(matrix: Matrix): Matrix {
  const at = (i: number, j: number) => matrix.get(i % 3, j % 3);
  const cofactor = (i: number, j: number) => at(i + 1, j + 1) * at(i + 2, j + 2) - at(i + 1, j + 2) * at(i + 2, j + 1);
  const determinant = [0, 1, 2].reduce((sum, j) => sum + at(0, j) * cofactor(0, j), 0);
  return new Matrix([0, 1, 2].map((i) => [0, 1, 2].map((j) => cofactor(j, i) / determinant)));
}

describe('what f sees', () => {
  const [task] = drawTasks(1, 5, 0, 'test') as [Task];
  for (const kind of REPRESENTATION_KINDS) {
    const seen = (one: Task, degree: number) => [...represent([one], { kind, lengthScale: 2, degree }).data];

    test(`${kind}: is as large as y, or a root of that`, () => {
      const larger = { ...task, y: task.y.map((value) => 9 * value) };
      for (const [degree, factor] of [
        [1, 9],
        [2, 3],
      ] as const) {
        const [once, more] = [seen(task, degree), seen(larger, degree)];
        for (const [k, value] of once.entries()) assert.ok(Math.abs(more[k]! - factor * value) < 1e-9 * factor, `${degree}, ${k}`);
      }
    });
  }

  test('does not depend on the order of examples', () => {
    const turned = { ...task, z: task.z.toReversed(), y: task.y.toReversed() };
    for (const kind of ['posterior', 'interpolant', 'sums', 'sums-and-density'] as const) {
      const [one, other] = [task, turned].map((either) => represent([either], { kind, lengthScale: 2, degree: 2 }).data);
      for (const [k, value] of one!.entries()) assert.ok(Math.abs(other![k]! - value) < 1e-6, kind);
    }
  });
});

test('the quick run: other tasks help, more of them more, and more shots', { timeout: 240_000 }, async () => {
  const output = await mkdtemp(join(tmpdir(), 'few-shot-'));
  try {
    const service = await TestService.start();
    const options = parseFewShotOptions(['--quick', '--output', output]);
    const { measured, judged } = await fewShotSinusoid(new Client({ url: service.url }), options);
    for (const says of [
      /^the hyperkernel over 100 tasks is below kernel regression of each task alone$/,
      /^the NNGP over 100 tasks is below kernel regression of each task alone$/,
      /^the hyperkernel is lower with 10 shots/,
      /^the NNGP is lower with 10 shots/,
      /^the hyperkernel is lower with each of 100 tasks/,
      /^the NNGP is lower with each of 100 tasks/,
    ]) {
      const claim = judged.find((one) => says.test(one.says));
      assert.equal(claim?.verdict, 'agrees', `${says}: ${claim?.margins}`);
    }
    // What is trained has learned, and is far below the variance of y, the mean of A²/2, which is 4.25.
    for (const { mse } of measured.results.filter(({ method }) => method === 'trained hypernetwork'))
      assert.ok(mse < 0.5, `${mse}`);
    const zero = measured.results.filter(({ method }) => method === 'zero');
    for (const { mse, standardError } of zero) assert.ok(Math.abs(mse - 4.25) < 5 * standardError, `${mse}`);
    const text = await readFile(join(output, 'few-shot-sinusoid.md'), 'utf8');
    assert.match(text, /^\| hyperkernel \| 100 \| 0\.\d{4} ± 0\.\d{4} \| 0\.\d{4} ± 0\.\d{4} \|$/m);
    assert.match(text, /^As expected: /m);
    // 2 shots × 4 repeats × (3 alone, 2 kernels × 2 sizes, 1 trained)
    const lines = (await readFile(join(output, 'few-shot-sinusoid.csv'), 'utf8')).trimEnd().split('\n');
    assert.equal(lines.length, 1 + 2 * 4 * 8);
    assert.match(await readFile(join(output, 'few-shot-sinusoid.svg'), 'utf8'), /MSE on unseen tasks/);
  } finally {
    await rm(output, { recursive: true });
  }
});

test('options', () => {
  const { tasks, shots, choices } = parseFewShotOptions(['--tasks', '100,30']);
  assert.deepEqual({ tasks, shots, choices }, { tasks: [30, 100], shots: [5, 10], choices: true });
  assert.throws(() => parseFewShotOptions(['--choices', 'some']), { message: '--choices must be yes or no, got "some"' });
});
