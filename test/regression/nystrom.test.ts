import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { uncontrolled } from '../../src/control.ts';
import { isHypertangentError } from '../../src/errors.ts';
import { matrix } from '../../src/nd-array.ts';
import { randomlyPivotedCholesky } from '../../src/regression/low-rank/random-pivots.ts';
import { predict } from '../../src/regression/predict.ts';
import type { SolverSpec } from '../../src/regression/solver.ts';
import { takePoints } from '../../src/regression/take-points.ts';
import { kernelsOf, mlp, RELU, relativeError, toMatrix, toRows } from '../reference/cases.ts';
import { CHOLESKY, COUNT, fitWith, LABELS, MASK, meansOf, SETTINGS } from './solvers-support.ts';
import { average, engine, multiply, normalRows, solve } from './support.ts';

const nystrom = (rank: number, seed = 3): SolverSpec => ({ kind: 'nystrom', rank, seed });

async function certificateOf(name: string, rank: number) {
  const model = await fitWith(SETTINGS[name]!, nystrom(rank));
  assert.ok(model.solver === 'nystrom');
  return { ...model.certificate, trainMse: model.trainMse };
}

for (const [name, setting] of Object.entries(SETTINGS))
  describe(name, () => {
    for (const kernel of ['nngp', 'ntk'] as const)
      test(`${kernel}: on all points it is the dense solver`, async () => {
        const model = await fitWith(setting, nystrom(COUNT), { kernel });
        const dense = await fitWith(setting, CHOLESKY, { kernel });
        assert.ok(model.solver === 'nystrom' && model.certificate.exactResidual < 1e-8, JSON.stringify(model));
        const error = relativeError(
          await meansOf(setting, nystrom(COUNT), { kernel }),
          await meansOf(setting, CHOLESKY, { kernel }),
        );
        assert.ok(error < 1e-8, `${error}`);
        assert.ok(Math.abs(model.trainMse / dense.trainMse - 1) < 1e-6);
      });

    test('predictions are those of (K_mn·K_nm + λK_mm)β = K_mn·y on its landmarks', async () => {
      const model = await fitWith(setting, nystrom(9));
      assert.ok(model.solver === 'nystrom' && model.certificate.rank === 9);
      const { landmarks } = model;
      const [mn, mm] = [
        (await kernelsOf(setting.architecture, landmarks, setting.train)).ntk,
        (await kernelsOf(setting.architecture, landmarks)).ntk,
      ];
      const nm = mn[0]!.map((_, j) => mn.map((row) => row[j]!));
      const system = multiply(mn, nm).map((row, i) => row.map((value, j) => value + 0.01 * mm[i]![j]!));
      const beta = solve(system, multiply(mn, LABELS));
      const expected = multiply((await kernelsOf(setting.architecture, setting.test, landmarks)).ntk, beta);
      const { mean } = await predict(model, setting.test, false, engine, uncontrolled);
      assert.ok(relativeError(toRows(mean), expected) < 1e-8);
    });

    test('the training error is that of the predictions, and the residual that of the whole system', async () => {
      const model = await fitWith(setting, nystrom(9));
      assert.ok(model.solver === 'nystrom');
      const mean = toRows((await predict(model, setting.train, false, engine, uncontrolled)).mean);
      const errors = LABELS.map((row, i) => row.map((value, c) => value - mean[i]![c]!));
      assert.ok(Math.abs(model.trainMse / average(errors.flat().map((error) => error ** 2)) - 1) < 1e-8);
      const alpha = errors.map((row) => row.map((error) => error / 0.01));
      const product = multiply((await kernelsOf(setting.architecture, setting.train)).ntk, alpha);
      const norm = (rows: number[][], c: number) => Math.hypot(...rows.map((row) => row[c]!));
      const left = errors.map((row, i) => row.map((error, c) => LABELS[i]![c]! - product[i]![c]! - error));
      const expected = Math.max(...[0, 1].map((c) => norm(left, c) / norm(LABELS, c)));
      const { relativeResidual, exactResidual, checkedRows, iterations } = model.certificate;
      assert.ok(Math.abs(exactResidual / expected - 1) < 1e-6, `${exactResidual} ${expected}`);
      assert.deepEqual([checkedRows, iterations], [COUNT, 0]);
      assert.ok(relativeResidual < 1e-9);
    });

    test('more landmarks leave less', async () => {
      const found = await Promise.all([5, 20, 35, COUNT].map((rank) => certificateOf(name, rank)));
      for (const [k, next] of found.slice(1).entries()) {
        assert.ok(next.exactResidual < found[k]!.exactResidual, `residual at ${k}`);
        assert.ok(next.trainMse < found[k]!.trainMse, `training error at ${k}`);
      }
    });

    test('landmarks are those of the seed', async () => {
      const [first, again, other] = [
        await fitWith(setting, nystrom(6)),
        await fitWith(setting, nystrom(6)),
        await fitWith(setting, nystrom(6, 4)),
      ];
      assert.deepEqual(again, first);
      assert.ok(first.solver === 'nystrom' && other.solver === 'nystrom');
      assert.notDeepEqual(other.landmarks, first.landmarks);
    });
  });

test('a mask is the same as leaving points out', async () => {
  const setting = SETTINGS['hypernetwork, grid']!;
  const seen = MASK.reduce((sum, value) => sum + value, 0);
  const rest = { observed: MASK };
  assert.ok(relativeError(await meansOf(setting, nystrom(seen), rest), await meansOf(setting, CHOLESKY, rest)) < 1e-8);
});

test('what it cannot take is refused with where it stands', async () => {
  const cases = [
    ['/ridge/value', nystrom(3), { ridge: { value: 0, scale: 'absolute' } }],
    ['/jitter', nystrom(3), { jitters: [1e-10] }],
    ['/solver/rank', nystrom(COUNT + 1), {}],
  ] as const;
  for (const [path, solver, rest] of cases)
    await assert.rejects(
      fitWith(SETTINGS.mlp!, solver, rest as object),
      (error) => isHypertangentError(error, 'invalid_value') && error.details.path === path,
    );
});

describe('randomly pivoted Cholesky', () => {
  const architecture = mlp(3, RELU);
  const distinct = normalRows(30, 3, 6);
  const source = (rows: number[][]) => ({ architecture, kernel: 'ntk' as const, points: { x: toMatrix(rows) } });
  const allocate = (length: number) => new Float64Array(length);
  async function pivoted(rows: number[][], rank: number, seed = 1) {
    const kernel = (await kernelsOf(architecture, { x: toMatrix(rows) })).ntk;
    const diagonal = Float64Array.from(kernel, (row, i) => row[i]!);
    const found = await randomlyPivotedCholesky(source(rows), diagonal, { rank, seed, allocate }, engine, uncontrolled);
    const factor = toRows(found.factor);
    const product = rows.map((_, i) => rows.map((_, j) => factor.reduce((sum, row) => sum + row[i]! * row[j]!, 0)));
    return { ...found, kernel, product };
  }

  test('is exact in the rows of its pivots, which differ', async () => {
    const { pivots, kernel, product } = await pivoted(distinct, 12);
    assert.equal(new Set(pivots).size, 12);
    for (const pivot of pivots) assert.ok(relativeError([product[pivot]!], [kernel[pivot]!]) < 1e-12);
  });

  test('of all points it is the kernel', async () => {
    const { kernel, product } = await pivoted(distinct, 30);
    assert.ok(relativeError(product, kernel) < 1e-12);
  });

  test('takes no point twice, and ends where the rank does', async () => {
    const { pivots, kernel, product } = await pivoted([...distinct, ...distinct], 60);
    assert.equal(pivots.length, 30);
    assert.ok(relativeError(product, kernel) < 1e-11);
  });

  test('takes nothing from a kernel of 0', async () => {
    assert.equal((await pivoted([[0], [0]], 2)).pivots.length, 0);
    const setting = { architecture, train: { x: matrix(2, 1) }, test: { x: toMatrix([[5]]) } };
    assert.deepEqual(await meansOf(setting, nystrom(2), { labels: toMatrix([[1], [2]]) }), [[0]]);
  });

  test('draws pivots with the probabilities of the diagonal', async () => {
    const rows = [[1], [2], [3]];
    const counts = [0, 0, 0];
    for (let seed = 0; seed < 600; seed++) counts[(await pivoted(rows, 1, seed)).pivots[0]!]!++;
    for (const [i, share] of [1 / 14, 4 / 14, 9 / 14].entries()) {
      const error = Math.sqrt((share * (1 - share)) / 600);
      assert.ok(Math.abs(counts[i]! / 600 - share) < 4 * error, `${counts}`);
    }
  });
});

test('points of a grid are taken row by row', () => {
  const { train } = SETTINGS['hypernetwork, grid']!;
  const taken = takePoints(train, Int32Array.of(7, 0, 39));
  assert.ok('z' in taken && 'z' in train);
  assert.equal(taken.pairing, 'rows');
  const [x, z] = [toRows(train.x), toRows(train.z)];
  assert.deepEqual(
    [toRows(taken.x), toRows(taken.z)],
    [
      [x[1], x[0], x[7]],
      [z[2], z[0], z[4]],
    ],
  );
});
