import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { colorization } from '../../../scripts/reproduction/modularity-colorization/colorization.ts';
import { parseColorizationOptions } from '../../../scripts/reproduction/modularity-colorization/options.ts';
import { parseRotationsOptions } from '../../../scripts/reproduction/modularity-rotations/options.ts';
import { rotations } from '../../../scripts/reproduction/modularity-rotations/rotations.ts';
import { parseSyntheticOptions } from '../../../scripts/reproduction/modularity-synthetic/options.ts';
import { synthetic } from '../../../scripts/reproduction/modularity-synthetic/synthetic.ts';
import { parseUniqueOptions } from '../../../scripts/reproduction/modularity-unique/options.ts';
import { unique } from '../../../scripts/reproduction/modularity-unique/unique.ts';
import { Client } from '../../../src/client/index.ts';
import { FAST_TENSORS } from '../../support/fast-tensors.ts';
import { TestService } from '../../support/service.ts';
import { assertVerdict, smallCifar10, temporaryFolder } from './support.ts';

const client = new Client({ url: (await TestService.start({ tensors: FAST_TENSORS })).url });

test('synthetic: on type I the hypernetwork errs less, and less than what does not look at I', { timeout: 600_000 }, async () => {
  const output = await temporaryFolder();
  const judged = await synthetic(client, parseSyntheticOptions(['--quick', '--output', output]));
  assertVerdict(judged, /errs less .* on type I from 3 layers on/, 'agrees');
  assertVerdict(judged, /errs less .* on type I at every embedding dimension/, 'agrees');
  const text = await readFile(join(output, 'modularity-synthetic.md'), 'utf8');
  const mean = (pattern: RegExp) => Number(pattern.exec(text)![1]);
  const withoutImages = mean(/best function of x alone (\S+) ±/);
  const deepest = mean(/^\| hypernetwork \| .* \| (\S+) ± \S+ \|$/m);
  assert.ok(deepest < 0.7 * withoutImages, `${deepest} against ${withoutImages}`);
});

test('rotations: the hypernetwork errs less at every depth and embedding dimension', { timeout: 600_000 }, async () => {
  const output = await temporaryFolder();
  const judged = await rotations(client, parseRotationsOptions(['--quick', '--output', output]));
  assertVerdict(judged, /errs less .* on mnist whatever the depth/, 'agrees');
  assertVerdict(judged, /errs less .* on mnist whatever the embedding dimension/, 'agrees');
});

test('rotations: CIFAR-10 comes from the user’s files, and learning rates vary', { timeout: 120_000 }, async () => {
  const output = await temporaryFolder();
  const sizes = ['--images', '20', '--test', '10', '--epochs', '1', '--repeats', '2', '--depth', '2', '--width', '5'];
  const source = ['--dataset', 'cifar10', '--data', await smallCifar10(20), '--shrink', '4'];
  const studies = ['--studies', 'rate', '--rates', '0.001,0.01'];
  const judged = await rotations(client, parseRotationsOptions([...source, ...sizes, ...studies, '--output', output]));
  assert.deepEqual(
    judged.map(({ says, margins }) => [says, margins.length]),
    [['the hypernetwork errs less than the embedding method on cifar10 whatever the learning rate', 2]],
  );
});

test('colorization: the hypernetwork errs less on synthetic images', { timeout: 600_000 }, async () => {
  const output = await temporaryFolder();
  const judged = await colorization(client, parseColorizationOptions(['--quick', '--output', output]));
  assertVerdict(judged, /errs less .* on synthetic images at every depth/, 'agrees');
  assert.match(await readFile(join(output, 'modularity-colorization.md'), 'utf8'), /^\| synthetic images; test MSE by depth \|/);
});

test('colorization: CIFAR-10 comes from the user’s files', { timeout: 120_000 }, async () => {
  const output = await temporaryFolder();
  const sizes = [
    '--images',
    '20',
    '--test',
    '10',
    '--pixels',
    '2',
    '--batch',
    '20',
    '--epochs',
    '1',
    '--depths',
    '2',
    '--repeats',
    '2',
  ];
  const judged = await colorization(
    client,
    parseColorizationOptions(['--data', await smallCifar10(20), ...sizes, '--output', output]),
  );
  assert.equal(judged[0]!.says, 'the hypernetwork errs less than the embedding method on CIFAR-10 at every depth');
});

test('unique: two networks are nearer to each other than to what both learn', { timeout: 600_000 }, async () => {
  const output = await temporaryFolder();
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

test('unique: CIFAR-10 comes from the user’s files', { timeout: 120_000 }, async () => {
  const output = await temporaryFolder();
  const source = ['--spaces', 'cifar10', '--data', await smallCifar10(20), '--images', '20', '--test', '10'];
  const judged = await unique(client, parseUniqueOptions([...source, '--epochs', '1', '--repeats', '2', '--output', output]));
  assert.equal(judged[0]!.margins.length, 2);
});
