import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { colorization } from '../../../scripts/reproduction/modularity-colorization/colorization.ts';
import { conditionsOf } from '../../../scripts/reproduction/modularity-colorization/conditions.ts';
import { parseColorizationOptions } from '../../../scripts/reproduction/modularity-colorization/options.ts';
import { syntheticImages } from '../../../scripts/reproduction/modularity-colorization/synthetic-images.ts';
import { greyImages } from '../../../src/datasets/colorization.ts';
import { assertVerdict, laboratory, smallCifar10 } from './support.ts';

test('the full experiment takes CIFAR-10', () => {
  assert.throws(() => parseColorizationOptions([]), {
    message:
      '--data must be a folder with CIFAR-10 in its binary version (data_batch_1.bin to data_batch_5.bin, test_batch.bin); ' +
      'with --quick synthetic images can take its place',
  });
  const options = parseColorizationOptions(['--data', '.']);
  const [first] = conditionsOf(options);
  assert.deepEqual([options.depths.length, options.images, first!.request(0).epochs], [8, 50_000, 10]);
});

test('synthetic images are between black and white, by their seed, and their gray ones differ', () => {
  const { images, ...shape } = syntheticImages(20, 8, 1);
  assert.ok(images.every((image) => image.length === 3 * 64 && image.every((value) => value >= 0 && value <= 1)));
  assert.deepEqual(syntheticImages(20, 8, 1).images, images);
  assert.notDeepEqual(syntheticImages(20, 8, 2).images, images);
  const { data } = greyImages({ images, ...shape });
  assert.notDeepEqual(data.subarray(0, 64), data.subarray(64, 128));
});

test('the hypernetwork errs less on synthetic images', { timeout: 600_000 }, async () => {
  const { client, output } = await laboratory();
  const judged = await colorization(client, parseColorizationOptions(['--quick', '--output', output]));
  assertVerdict(judged, /errs less .* on synthetic images at every depth/, 'agrees');
  assert.match(await readFile(join(output, 'modularity-colorization.md'), 'utf8'), /^\| synthetic images; test MSE by depth \|/);
});

test('CIFAR-10 comes from the user’s files', { timeout: 120_000 }, async () => {
  const { client, output } = await laboratory();
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
