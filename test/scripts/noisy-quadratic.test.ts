import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { CholeskyDecomposition, Matrix } from 'ml-matrix';
import { largest } from '../../scripts/reproduction/noisy-quadratic/deviations.ts';
import { FORMS, type Form } from '../../scripts/reproduction/noisy-quadratic/equations.ts';
import { differentiated } from '../../scripts/reproduction/noisy-quadratic/finite-differences.ts';
import { gradientsAfterStep, remainder } from '../../scripts/reproduction/noisy-quadratic/gradients.ts';
import { drawnGradients } from '../../scripts/reproduction/noisy-quadratic/monte-carlo.ts';
import { noisyQuadratic } from '../../scripts/reproduction/noisy-quadratic/noisy-quadratic.ts';
import { parseNoisyQuadraticOptions } from '../../scripts/reproduction/noisy-quadratic/options.ts';
import { adaptedAtOnce, drawProblem, type Problem, taskSource } from '../../scripts/reproduction/noisy-quadratic/problem.ts';

/** Of each equation, whether the form is the gradient or its mean. */
const HOLDS: readonly (readonly [equation: number, reading: string, holds: boolean])[] = [
  [20, 'as printed', true],
  [21, 'as printed', true],
  [22, 'as printed', true],
  [23, 'as printed', false],
  [23, 'Σ + W*W*ᵀ for Σ', true],
  [24, 'as printed', false],
  [24, 'θθᵀ for θᵀθᵀ', true],
  [25, 'as printed', false],
  [25, 'θθᵀ for θᵀHθθᵀ', true],
  [26, 'first line, as printed', false],
  [26, 'second line, as printed', true],
  [27, 'as printed', false],
  [27, '+ between the brackets', false],
  [27, '+ between the brackets, Σ for Σ − W*W*ᵀ', true],
];
const SIZES = [
  { p: 3, d: 3 },
  { p: 4, d: 2 },
  { p: 2, d: 5 },
];
const PROBLEMS = SIZES.flatMap((sizes) => [drawProblem(sizes, 7, 0), drawProblem(sizes, 7, 1)]);
const holding = FORMS.filter(({ equation, reading }) =>
  HOLDS.some(([n, text, holds]) => holds && n === equation && text === reading),
);

function assertNear(found: Matrix, wanted: Matrix, tolerance: number, what: string): void {
  const distance = largest(Matrix.sub(found, wanted)) / largest(wanted);
  assert.ok(distance < tolerance, `${what}: ${distance}`);
}

/** 2p tasks with the mean and the covariance of all: means over them are exact for polynomials up to degree 3. */
function sigmaPoints({ mean, covariance }: Problem): Matrix[] {
  const p = mean.rows;
  const factor = new CholeskyDecomposition(covariance).lowerTriangularMatrix.mul(Math.sqrt(p));
  return Array.from({ length: p }, (_, k) => factor.getColumnVector(k)).flatMap((step) => [
    Matrix.add(mean, step),
    Matrix.sub(mean, step),
  ]);
}

function exactMean(problem: Problem, { by, tasks }: Form): Matrix {
  const points = sigmaPoints(problem);
  const pairs = points.flatMap((inner) => (tasks === 'same' ? [[inner, inner]] : points.map((outer) => [inner, outer])));
  const total = Matrix.zeros(problem[by].rows, problem[by].columns);
  for (const [inner, outer] of pairs) total.add(gradientsAfterStep(problem, inner!, outer!)[by]);
  return total.div(pairs.length);
}

describe('gradients', () => {
  for (const [index, problem] of PROBLEMS.entries())
    test(`are those of finite differences, problem ${index}`, () => {
      const draw = taskSource(problem, 7, index);
      const [inner, outer] = [draw(), draw()];
      for (const second of [inner, outer])
        for (const by of ['alpha0', 'theta'] as const)
          assertNear(gradientsAfterStep(problem, inner, second)[by], differentiated(problem, by, inner, second), 1e-9, by);
    });

  test('every form that holds is the gradient, or its exact mean', () => {
    assert.equal(holding.length, 8);
    for (const form of holding)
      for (const problem of PROBLEMS) {
        const draw = taskSource(problem, 7, 99);
        const inner = draw();
        const outer = form.tasks === 'same' ? inner : draw();
        const wanted = form.expected ? exactMean(problem, form) : gradientsAfterStep(problem, inner, outer)[form.by];
        assertNear(form.value(problem, inner, outer)!, wanted, 1e-12, `(${form.equation}) ${form.reading}`);
      }
  });

  test('products that are not defined are not computed', () => {
    const [printed] = FORMS.filter(({ equation }) => equation === 24);
    const draw = taskSource(PROBLEMS[2]!, 7, 0);
    assert.equal(printed!.value(PROBLEMS[2]!, draw(), draw()), null);
  });

  test('one step reaches every optimum where γθθᵀH = I', () => {
    const problem = adaptedAtOnce(PROBLEMS[0]!);
    assert.ok(largest(remainder(problem)) < 1e-13);
    const [task] = sigmaPoints(problem);
    assert.ok(largest(gradientsAfterStep(problem, task!, task!).theta) < 1e-12);
  });

  test('draws have the mean, and the standard error of it', () => {
    const problem = PROBLEMS[0]!;
    const [early, late] = drawnGradients(problem, 'same', [1000, 4000], 7, 0);
    const wanted = exactMean(problem, FORMS[1]!);
    for (const { mean, error } of [early!, late!]) assert.ok(largest(Matrix.sub(mean.theta, wanted).div(error.theta)) < 5);
    const ratios = Matrix.div(early!.error.theta, late!.error.theta);
    assert.ok(ratios.min() > 1.6 && ratios.max() < 2.4, `${ratios}`);
  });
});

test('the quick run tells right from wrong', { timeout: 120_000 }, async () => {
  const output = await mkdtemp(join(tmpdir(), 'noisy-quadratic-'));
  try {
    const { verdicts, remaining } = await noisyQuadratic(parseNoisyQuadraticOptions(['--quick', '--output', output]));
    assert.deepEqual(
      verdicts.map(({ form, holds }) => [form.equation, form.reading, holds]),
      HOLDS.map((row) => [...row]),
    );
    for (const { same, alpha0, fromZero, fromFormula } of remaining) {
      assert.ok(same < 1e-10 && alpha0 < 1e-10, `${same}, ${alpha0}`);
      assert.ok(fromZero > 8 && fromFormula < 4.5, `${fromZero}, ${fromFormula}`);
    }
    const text = await readFile(join(output, 'noisy-quadratic.md'), 'utf8');
    assert.match(text, /^\| \(24\) \| ∂L̃\/∂α₀ \| two \| as printed \| wrong \| \d\S* \| not defined \|$/m);
    assert.match(text, /^Right as printed: \(20\), \(21\), \(22\), \(26\) second line\. Wrong as printed: \(23\), \(24\), /m);
    const rows = (await readFile(join(output, 'noisy-quadratic.csv'), 'utf8'))
      .trimEnd()
      .split('\n')
      .map((line) => line.split(','));
    const distance = (draws: number, reading: string) => {
      const own = rows.filter((row) => row[0] === '23' && row[1] === reading && row[5] === String(draws));
      assert.equal(own.length, 8);
      return own.reduce((sum, row) => sum + Number(row[6]), 0) / own.length;
    };
    // Over a factor of 31 in draws, the right form comes nearer by √31 = 5.6; the wrong one stays where it is.
    const [right, wrong] = ['Σ + W*W*ᵀ for Σ', 'as printed'].map((reading) => distance(64, reading) / distance(2000, reading));
    assert.ok(right! > 3, `${right}`);
    assert.ok(wrong! < 1.5, `${wrong}`);
    assert.match(await readFile(join(output, 'noisy-quadratic.svg'), 'utf8'), /independent tasks/);
  } finally {
    await rm(output, { recursive: true });
  }
});

test('options', () => {
  assert.deepEqual(parseNoisyQuadraticOptions([]), { problems: 10, draws: 20_000, seed: 1, output: 'output' });
  assert.throws(() => parseNoisyQuadraticOptions(['--problems', '0']), { message: /--problems must be an integer/ });
});
