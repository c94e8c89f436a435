import assert from 'node:assert/strict';
import { test } from 'node:test';
import { conditionsOf } from '../../../scripts/reproduction/modularity-rotations/conditions.ts';
import { parseRotationsOptions } from '../../../scripts/reproduction/modularity-rotations/options.ts';
import { rotations } from '../../../scripts/reproduction/modularity-rotations/rotations.ts';
import { assertVerdict, laboratory, smallCifar10 } from './support.ts';

test('without options the setting is the paper’s', () => {
  const options = parseRotationsOptions([]);
  const [first, second] = conditionsOf('depth', 784, options).map((condition) => condition.request(0));
  assert.ok(first!.architecture.type === 'hypernetwork' && second!.architecture.type === 'embedding');
  assert.equal(first!.architecture.hyper.width, 50);
  assert.equal(second!.architecture.embedding_size, 10 * 784 + 10 * 12);
  assert.deepEqual([first!.loss, first!.epochs], [{ kind: 'cross_entropy', classes: 12 }, 10]);
  assert.equal(parseRotationsOptions(['--dataset', 'cifar10', '--data', '.']).width, 100);
});

test('what the embedding dimension does not change is trained once', () => {
  const conditions = conditionsOf('embedding', 784, parseRotationsOptions([]));
  const requests = conditions.map((condition) => JSON.stringify(condition.request(0)));
  assert.deepEqual([requests.length, new Set(requests).size], [8, 5]);
});

test('options that are wrong', () => {
  assert.throws(() => parseRotationsOptions(['--dataset', 'cifar10']), /--data must be the folder with the files of cifar10/);
  assert.throws(
    () => parseRotationsOptions(['--studies', 'width']),
    /--studies must be one or more of depth, embedding, rate, such as depth,embedding, got "width"/,
  );
});

test('the hypernetwork errs less at every depth and embedding dimension', { timeout: 600_000 }, async () => {
  const { client, output } = await laboratory();
  const judged = await rotations(client, parseRotationsOptions(['--quick', '--output', output]));
  assertVerdict(judged, /errs less .*mnist, depth\) throughout/, 'agrees');
  assertVerdict(judged, /errs less .*mnist, embedding dimension\) throughout/, 'agrees');
});

test('CIFAR-10 comes from the user’s files, and learning rates vary', { timeout: 120_000 }, async () => {
  const { client, output } = await laboratory();
  const sizes = ['--images', '20', '--test', '10', '--epochs', '1', '--repeats', '2', '--depth', '2', '--width', '5'];
  const source = ['--dataset', 'cifar10', '--data', await smallCifar10(20), '--shrink', '4'];
  const studies = ['--studies', 'rate', '--rates', '0.001,0.01'];
  const judged = await rotations(client, parseRotationsOptions([...source, ...sizes, ...studies, '--output', output]));
  assert.deepEqual(
    judged.map(({ says, margins }) => [says, margins.length]),
    [['the hypernetwork errs less than the embedding method (cifar10, learning rate) at every rate', 2]],
  );
});
