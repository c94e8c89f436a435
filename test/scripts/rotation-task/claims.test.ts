import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isLearned } from '../../../scripts/reproduction/fig4/learned.ts';
import { CHANCE } from '../../../scripts/reproduction/rotation-task/after-divergence.ts';
import { FINAL_ACCURACY, shallowerIsBetter, widerIsBetter } from '../../../scripts/reproduction/rotation-task/claims.ts';
import { accuracyTable } from '../../../scripts/reproduction/rotation-task/table.ts';
import type { Run } from '../../../scripts/reproduction/trained/runs-file.ts';

/** Accuracies by depth, width and repeat. */
const ACCURACIES = { 3: { 10: [0.3, 0.25], 50: [0.375, 0.5] }, 6: { 10: [0.125, 0.0625], 50: [0.125, 0.125] } };

const RUNS: Run[] = Object.entries(ACCURACIES).flatMap(([depth, byWidth]) =>
  Object.entries(byWidth).flatMap(([width, values]) =>
    values.map((accuracy, repeat) => ({
      labels: { depth: Number(depth), width: Number(width) },
      repeat,
      request: {} as Run['request'],
      curve: [{ step: 9, train_loss: 1, test_accuracy: accuracy }],
    })),
  ),
);

test('wider: the widest less the narrowest, repeat by repeat', () => {
  const shallow = RUNS.filter(({ labels }) => labels.depth === 3);
  const [claim, ...others] = widerIsBetter(shallow, 'on MNIST, depth 3,', FINAL_ACCURACY);
  const { says, margins } = claim!;
  assert.deepEqual(others, []);
  assert.equal(says, 'on MNIST, depth 3, a g of width 50 has a better final accuracy than one of 10');
  assert.ok(Math.abs(margins[0]! - 0.075) < 1e-12 && margins[1] === 0.25 && margins.length === 2);
});

test('a single width is compared with none', () => {
  const narrow = RUNS.filter(({ labels }) => labels.width === 10);
  assert.deepEqual(widerIsBetter(narrow, '', FINAL_ACCURACY), []);
});

test('shallower: each depth less the next one, in the mean over widths', () => {
  const [claim, ...others] = shallowerIsBetter(RUNS, 'on MNIST', FINAL_ACCURACY);
  assert.deepEqual(others, []);
  assert.equal(claim!.says, 'on MNIST a g of depth 3 has a better final accuracy than one of 6');
  assert.ok(Math.abs(claim!.margins[0]! - 0.2125) < 1e-12);
  assert.equal(claim!.margins[1], 0.28125);
});

test('what is hardly above chance is trivial', () => {
  assert.ok(isLearned(RUNS.filter(({ labels }) => labels.depth === 3)));
  assert.ok(!isLearned(RUNS.filter(({ labels }) => labels.depth === 6)));
  assert.ok(0.125 > CHANCE);
});

test('a table has a row for each depth and width', () => {
  const lines = accuracyTable('MNIST', RUNS, [FINAL_ACCURACY]).split('\n');
  assert.equal(lines.length, 8);
  assert.equal(lines[5], '| 3 | 50 | 0.438 ± 0.088 | 0 |');
});
