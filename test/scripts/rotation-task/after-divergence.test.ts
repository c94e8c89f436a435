import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CHANCE, goneOn } from '../../../scripts/reproduction/rotation-task/after-divergence.ts';
import type { Run } from '../../../scripts/reproduction/trained/runs-file.ts';

const point = (step: number, accuracy: number) => ({ step, train_loss: 2, test_accuracy: accuracy });

function run(steps: readonly number[], divergedAt?: number): Run {
  const request = { record_every: 10 } as Run['request'];
  const curve = steps.map((step) => point(step, 0.5));
  return { labels: {}, repeat: 0, request, curve, ...(divergedAt !== undefined && { divergedAt }) };
}

test('a run that ended well is as it was', () => {
  const whole = run([0, 10, 20, 30]);
  assert.equal(goneOn(whole, 4), whole);
});

test('a run that diverged guesses from there on, and what was not told before stays as it was', () => {
  const { curve } = goneOn(run([0, 10], 25), 5);
  assert.deepEqual(
    curve.map(({ step, test_accuracy }) => [step, test_accuracy]),
    [
      [0, 0.5],
      [10, 0.5],
      [20, 0.5],
      [30, CHANCE],
      [40, CHANCE],
    ],
  );
});

test('a run of which nothing is known guesses all the time', () => {
  const { curve } = goneOn(run([], 3), 2);
  assert.deepEqual(
    curve.map(({ test_accuracy }) => test_accuracy),
    [CHANCE, CHANCE],
  );
});
