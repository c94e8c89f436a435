import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { conditionsOf, otherOne } from '../../../scripts/reproduction/modularity-unique/conditions.ts';
import { parseUniqueOptions } from '../../../scripts/reproduction/modularity-unique/options.ts';
import { unique } from '../../../scripts/reproduction/modularity-unique/unique.ts';
import { assertVerdict, laboratory, smallCifar10 } from './support.ts';

test('without options the setting is the paper’s, as far as there are data', () => {
  const options = parseUniqueOptions([]);
  assert.deepEqual(options.spaces, ['mnist', 'cube']);
  assert.deepEqual(parseUniqueOptions(['--data', '.']).spaces, ['mnist', 'cifar10', 'cube']);
  const request = conditionsOf('mnist', options).at(-1)!.request(0);
  assert.deepEqual([request.epochs, request.optimizer], [50, { kind: 'sgd', learning_rate: 0.02, momentum: 0.5 }]);
  assert.equal(otherOne(request).seed, 1);
});

test('options that are wrong', () => {
  assert.throws(() => parseUniqueOptions(['--spaces', 'cifar10']), /--data must be the folder with CIFAR-10 in its binary version/);
  assert.throws(() => parseUniqueOptions(['--spaces', 'sphere']), /--spaces must be one or more of mnist, cifar10, cube/);
});

test('two networks are nearer to each other than to what both learn', { timeout: 600_000 }, async () => {
  const { client, output } = await laboratory();
  const judged = await unique(client, parseUniqueOptions(['--quick', '--output', output]));
  for (const space of ['mnist', 'cube']) assertVerdict(judged, new RegExp(`^on ${space} `), 'agrees');
  const lines = (await readFile(join(output, 'modularity-unique.csv'), 'utf8')).trimEnd().split('\n');
  const rows = lines.slice(1).map((line) => line.split(',').slice(3).map(Number) as [number, number, number]);
  assert.equal(rows.length, 2 * 2 * 3);
  for (const [apart, first, second] of rows) {
    assert.ok(apart > 0 && first !== second);
    // The triangle inequality, of root mean squares.
    assert.ok(Math.sqrt(first) <= Math.sqrt(apart) + Math.sqrt(second));
  }
});

test('CIFAR-10 comes from the user’s files', { timeout: 120_000 }, async () => {
  const { client, output } = await laboratory();
  const source = ['--spaces', 'cifar10', '--data', await smallCifar10(20), '--images', '20', '--test', '10'];
  const judged = await unique(client, parseUniqueOptions([...source, '--epochs', '1', '--repeats', '2', '--output', output]));
  assert.equal(judged[0]!.margins.length, 2);
});
