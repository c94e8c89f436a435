import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { conditionsOf } from '../../../scripts/reproduction/modularity-synthetic/conditions.ts';
import { parseSyntheticOptions } from '../../../scripts/reproduction/modularity-synthetic/options.ts';
import { synthetic } from '../../../scripts/reproduction/modularity-synthetic/synthetic.ts';
import { assertVerdict, laboratory } from './support.ts';

test('without options the setting is the paper’s', () => {
  const options = parseSyntheticOptions([]);
  assert.deepEqual([options.types, options.depths.length, options.multiples.length], [['I', 'II', 'III'], 8, 8]);
  const conditions = conditionsOf('depth', options);
  assert.equal(conditions.length, 2 * 3 * 8);
  const { architecture, optimizer, batch_size: batch, epochs, record_every: every } = conditions.at(-1)!.request(0);
  assert.ok(architecture.type === 'embedding');
  assert.deepEqual([architecture.embedding.depth, architecture.embedding.width, architecture.embedding_size], [9, 100, 10_000]);
  assert.deepEqual([architecture.primary.depth, architecture.primary.width], [2, 10]);
  // The service trains on half of the squared error.
  assert.deepEqual([optimizer, batch, every], [{ kind: 'sgd', learning_rate: 0.02 }, 200, epochs! * 150]);
});

test('with the embedding dimension f’s last hidden layer grows, and what e gives', () => {
  const [hypernetwork, embedding] = conditionsOf('embedding', parseSyntheticOptions(['--types', 'II', '--multiples', '8']));
  const [h, q] = [hypernetwork!, embedding!].map((condition) => condition.request(1).architecture);
  assert.ok(h!.type === 'hypernetwork' && q!.type === 'embedding');
  assert.deepEqual([h.hyper.width, q.embedding.width, q.embedding_size], [[100, 800], [100, 100], 800]);
});

test('options that are wrong', () => {
  assert.throws(
    () => parseSyntheticOptions(['--types', 'IV']),
    /--types must be one or more of I, II, III, such as I,II, got "IV"/,
  );
  assert.throws(() => parseSyntheticOptions(['--rate', '0']), /--rate must be a number above 0 and at most 1, got "0"/);
  assert.throws(() => parseSyntheticOptions(['--start', 'zero']), /--start must be he or uniform, got "zero"/);
});

test('on type I the hypernetwork errs less, and less than what does not look at I', { timeout: 600_000 }, async () => {
  const { client, output } = await laboratory();
  const judged = await synthetic(client, parseSyntheticOptions(['--quick', '--output', output]));
  assertVerdict(judged, /errs less .* on type I from 3 layers on/, 'agrees');
  assertVerdict(judged, /errs less .* on type I at every embedding dimension/, 'agrees');
  const text = await readFile(join(output, 'modularity-synthetic.md'), 'utf8');
  const mean = (pattern: RegExp) => Number(pattern.exec(text)![1]);
  const withoutImages = mean(/best function of x alone (\S+) ±/);
  const deepest = mean(/^\| hypernetwork \| .* \| (\S+) ± \S+ \|$/m);
  assert.ok(deepest < 0.7 * withoutImages, `${deepest} against ${withoutImages}`);
});
