import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judge, paragraph } from '../../../scripts/reproduction/trained/claims.ts';
import { spreadOf } from '../../../scripts/reproduction/trained/statistics.ts';

test('mean and standard error', () => {
  assert.deepEqual(spreadOf([1, 2, 3, 6]), { mean: 3, error: Math.sqrt(14 / 3 / 4), count: 4 });
  assert.deepEqual(spreadOf([5]), { mean: 5, error: 0, count: 1 });
  assert.throws(() => spreadOf([]), /nothing/);
});

test('a claim is judged by the 95 % interval of its mean margin', () => {
  // Student's t with 3 degrees of freedom: 3.182.
  const judged = judge({ says: '', margins: [1, 2, 3, 6] });
  assert.ok(Math.abs(judged.halfWidth - 3.18244630528 * Math.sqrt(14 / 12)) < 1e-9);
  assert.equal(judged.verdict, 'undecided');
  assert.equal(judge({ says: '', margins: [3, 3.1, 2.9] }).verdict, 'agrees');
  assert.equal(judge({ says: '', margins: [-3, -3.1, -2.9] }).verdict, 'disagrees');
});

test('a single repeat decides nothing', () => assert.equal(judge({ says: '', margins: [5] }).verdict, 'undecided'));

test('the paragraph tells what agrees, what does not, and what is open', () => {
  const claims = [
    { says: 'wider is better', margins: [1, 1.1, 0.9] },
    { says: 'deeper is worse', margins: [-2, -2, -2.1] },
    { says: 'both learn', margins: [1] },
  ];
  assert.equal(
    paragraph(claims.map(judge)),
    'Agrees with the paper: wider is better (by 1 ± 0.25). Does not agree: deeper is worse (by −2 ± 0.14). ' +
      'Not decided by these repeats: both learn (by 1, once).',
  );
});
