import assert from 'node:assert/strict';
import { test } from 'node:test';
import { conditionsOf as colorConditions } from '../../../scripts/reproduction/modularity-colorization/conditions.ts';
import { parseColorizationOptions } from '../../../scripts/reproduction/modularity-colorization/options.ts';
import { syntheticImages } from '../../../scripts/reproduction/modularity-colorization/synthetic-images.ts';
import { conditionsOf as rotationConditions } from '../../../scripts/reproduction/modularity-rotations/conditions.ts';
import { parseRotationsOptions } from '../../../scripts/reproduction/modularity-rotations/options.ts';
import { conditionsOf as syntheticConditions } from '../../../scripts/reproduction/modularity-synthetic/conditions.ts';
import { parseSyntheticOptions } from '../../../scripts/reproduction/modularity-synthetic/options.ts';
import { otherOne, conditionsOf as uniqueConditions } from '../../../scripts/reproduction/modularity-unique/conditions.ts';
import { parseUniqueOptions } from '../../../scripts/reproduction/modularity-unique/options.ts';
import { greyImages } from '../../../src/datasets/colorization.ts';

test('synthetic: without options the setting is the paper’s', () => {
  const options = parseSyntheticOptions([]);
  assert.deepEqual([options.types, options.depths.length, options.multiples.length], [['I', 'II', 'III'], 8, 8]);
  const conditions = syntheticConditions('depth', options);
  assert.equal(conditions.length, 2 * 3 * 8);
  const { architecture, optimizer, batch_size: batch, epochs, record_every: every } = conditions.at(-1)!.request(0);
  assert.ok(architecture.type === 'embedding');
  assert.deepEqual(
    [architecture.embedding.depth, architecture.embedding.width, architecture.embedding_size],
    [9, Array(8).fill(100), 10_000],
  );
  assert.deepEqual([architecture.primary.depth, architecture.primary.width], [2, 10]);
  // The service trains on half of the squared error.
  assert.deepEqual([optimizer, batch, every], [{ kind: 'sgd', learning_rate: 0.02 }, 200, epochs! * 150]);
});

test('synthetic: with the embedding dimension f’s last hidden layer grows, and what e gives', () => {
  const [hypernetwork, embedding] = syntheticConditions('embedding', parseSyntheticOptions(['--types', 'II', '--multiples', '8']));
  const [h, q] = [hypernetwork!, embedding!].map((condition) => condition.request(1).architecture);
  assert.ok(h!.type === 'hypernetwork' && q!.type === 'embedding');
  assert.deepEqual([h.hyper.width, q.embedding.width, q.embedding_size], [[100, 800], [100, 100], 800]);
});

test('synthetic: options that are wrong', () => {
  assert.throws(
    () => parseSyntheticOptions(['--types', 'IV']),
    /--types must be one or more of I, II, III, such as I,II, got "IV"/,
  );
  assert.throws(() => parseSyntheticOptions(['--rate', '0']), /--rate must be a number above 0 and at most 1, got "0"/);
  assert.deepEqual(parseSyntheticOptions(['--types', 'I,III', '--rate', '0.25,0.02']).rates, [0.25, 0.02]);
  assert.deepEqual(parseSyntheticOptions([]).rates, [0.01, 0.01, 0.01]);
  assert.throws(
    () => parseSyntheticOptions(['--rate', '0.1,0.2']),
    /--rate must be one number, or one for each of the types I,II,III; got "0.1,0.2"/,
  );
  assert.throws(() => parseSyntheticOptions(['--start', 'zero']), /--start must be he or uniform, got "zero"/);
});

test('rotations: without options the setting is the paper’s', () => {
  const options = parseRotationsOptions([]);
  const [first, second] = rotationConditions('depth', 784, options).map((condition) => condition.request(0));
  assert.ok(first!.architecture.type === 'hypernetwork' && second!.architecture.type === 'embedding');
  assert.equal(first!.architecture.hyper.width, 50);
  assert.equal(second!.architecture.embedding_size, 10 * 784 + 10 * 12);
  assert.deepEqual([first!.loss, first!.epochs], [{ kind: 'cross_entropy', classes: 12 }, 10]);
  assert.equal(parseRotationsOptions(['--dataset', 'cifar10', '--data', '.']).width, 100);
});

test('rotations: what the embedding dimension does not change is trained once', () => {
  const conditions = rotationConditions('embedding', 784, parseRotationsOptions([]));
  const requests = conditions.map((condition) => JSON.stringify(condition.request(0)));
  assert.deepEqual([requests.length, new Set(requests).size], [8, 5]);
});

test('rotations: options that are wrong', () => {
  assert.throws(() => parseRotationsOptions(['--dataset', 'cifar10']), /--data must be the folder with the files of cifar10/);
  assert.throws(
    () => parseRotationsOptions(['--studies', 'width']),
    /--studies must be one or more of depth, embedding, rate, such as depth,embedding, got "width"/,
  );
});

test('colorization: the full experiment takes CIFAR-10', () => {
  assert.throws(() => parseColorizationOptions([]), {
    message:
      '--data must be a folder with CIFAR-10 in its binary version (data_batch_1.bin to data_batch_5.bin, test_batch.bin); ' +
      'with --quick synthetic images can take its place',
  });
  const options = parseColorizationOptions(['--data', '.']);
  const [first] = colorConditions(options);
  assert.deepEqual([options.depths.length, options.images, first!.request(0).epochs], [8, 50_000, 10]);
});

test('colorization: synthetic images are between black and white, by their seed, and their gray ones differ', () => {
  const { images, ...shape } = syntheticImages(20, 8, 1);
  assert.ok(images.every((image) => image.length === 3 * 64 && image.every((value) => value >= 0 && value <= 1)));
  assert.deepEqual(syntheticImages(20, 8, 1).images, images);
  assert.notDeepEqual(syntheticImages(20, 8, 2).images, images);
  const { data } = greyImages({ images, ...shape });
  assert.notDeepEqual(data.subarray(0, 64), data.subarray(64, 128));
});

test('unique: without options the setting is the paper’s, as far as there are data', () => {
  const options = parseUniqueOptions([]);
  assert.deepEqual(options.spaces, ['mnist', 'cube']);
  assert.deepEqual(parseUniqueOptions(['--data', '.']).spaces, ['mnist', 'cifar10', 'cube']);
  const request = uniqueConditions('mnist', options).at(-1)!.request(0);
  assert.deepEqual([request.epochs, request.optimizer], [50, { kind: 'sgd', learning_rate: 0.02, momentum: 0.5 }]);
  assert.equal(otherOne(request).seed, 1);
});

test('unique: options that are wrong', () => {
  assert.throws(() => parseUniqueOptions(['--spaces', 'cifar10']), /--data must be the folder with CIFAR-10 in its binary version/);
  assert.throws(() => parseUniqueOptions(['--spaces', 'sphere']), /--spaces must be one or more of mnist, cifar10, cube/);
});
