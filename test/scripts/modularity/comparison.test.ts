import assert from 'node:assert/strict';
import { test } from 'node:test';
import { growthClaims, hypernetworkIsBetter } from '../../../scripts/reproduction/modularity/claims.ts';
import { type Comparison, errorsAt, lead, seriesOf, valuesOf } from '../../../scripts/reproduction/modularity/comparison.ts';
import { networkOf, primarySize } from '../../../scripts/reproduction/modularity/networks.ts';
import { spreadText, tableOf } from '../../../scripts/reproduction/modularity/report.ts';
import type { Run } from '../../../scripts/reproduction/trained/runs-file.ts';

/** Errors by network, depth and repeat; null: diverged. */
const ERRORS: Readonly<Record<string, Readonly<Record<number, readonly (number | null)[]>>>> = {
  hypernetwork: { 2: [null, 4], 9: [1, 2] },
  embedding: { 2: [4, 4], 9: [4, 8] },
};

const comparison: Comparison = {
  title: 'both',
  label: 'depth',
  errorOf: ({ curve }) => curve.at(-1)!.test_loss!,
  runs: Object.entries(ERRORS).flatMap(([network, byDepth]) =>
    Object.entries(byDepth).flatMap(([depth, errors]) =>
      errors.map(
        (error, repeat): Run => ({
          labels: { network, depth: Number(depth) },
          repeat,
          request: {} as Run['request'],
          curve: [{ step: 1, train_loss: 0, test_loss: error ?? Number.NaN }],
          ...(error === null && { divergedAt: 1 }),
        }),
      ),
    ),
  ),
};

test('a lead is relative to the larger error, also where that is infinite', () => {
  assert.equal(lead(4, 1), 0.75);
  assert.equal(lead(1, 4), -0.75);
  assert.equal(lead(Number.POSITIVE_INFINITY, 1), 1);
  assert.equal(lead(1, Number.POSITIVE_INFINITY), -1);
  assert.equal(lead(Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY), 0);
});

test('errors are by repeat; of those that diverged there is no point', () => {
  assert.deepEqual(valuesOf(comparison), [2, 9]);
  assert.deepEqual(errorsAt(comparison, 'hypernetwork', 2), [Number.POSITIVE_INFINITY, 4]);
  assert.deepEqual(seriesOf(comparison), [
    {
      name: 'hypernetwork',
      points: [
        [2, 4],
        [9, 1.5],
      ],
      band: [0, 0.5],
    },
    {
      name: 'embedding',
      points: [
        [2, 4],
        [9, 6],
      ],
      band: [0, 2],
    },
  ]);
});

test('claims are judged where they hold least', () => {
  assert.deepEqual(hypernetworkIsBetter(comparison, '').margins, [-1, 0]);
  assert.deepEqual(hypernetworkIsBetter(comparison, '', 3).margins, [0.75, 0.75]);
  assert.deepEqual(
    growthClaims(comparison, 'here', 'this', 'that').map(({ says, margins }) => [says, margins]),
    [
      ['the hypernetwork improves here with this', [1, 0.5]],
      ['the embedding method improves by less than 5 % here with that', [0.05, 0.55]],
    ],
  );
  const once = { ...comparison, runs: comparison.runs.filter(({ labels }) => labels.depth === 9) };
  assert.deepEqual(growthClaims(once, '', '', ''), []);
});

test('the table tells what diverged', () => {
  assert.equal(
    tableOf(comparison, 'error'),
    [
      '| both; error | 2 | 9 |',
      '| --- | ---: | ---: |',
      '| hypernetwork | 4, 1 of 2 diverged | 1.50 ± 0.50 |',
      '| embedding | 4 | 6.0 ± 2.0 |',
    ].join('\n'),
  );
  assert.equal(spreadText([0.00123, 0.00125]), '0.001240 ± 0.000010');
});

test('g has as many numbers as f generates, and weights start as they should', () => {
  const shape = { activation: 'relu', depth: 3, width: 50, primaryWidth: 10, embeddingSize: 7 } as const;
  assert.equal(primarySize({ ...shape, start: 'he' }, 784, 12), 10 * (784 + 12));
  assert.equal(primarySize({ ...shape, start: 'uniform' }, 784, 12), 10 * (784 + 12) + 22);
  const { architecture } = networkOf('embedding', { ...shape, start: 'uniform' });
  assert.ok(architecture.type === 'embedding');
  const { weight_std: weightStd, bias_std: biasStd, activation } = architecture.embedding;
  // Of U(±1/√n), by √n.
  assert.ok(Math.abs(Number(weightStd) * activation.gain! - 1 / Math.sqrt(3)) < 1e-12);
  assert.ok(Math.abs(biasStd! - 1 / Math.sqrt(3 * 50)) < 1e-12);
});
