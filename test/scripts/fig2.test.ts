import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fig2 } from '../../scripts/reproduction/fig2/fig2.ts';
import { parseFig2Options } from '../../scripts/reproduction/fig2/options.ts';
import { Client } from '../../src/client/index.ts';
import { CIFAR10_RECORD_BYTES } from '../../src/datasets/cifar10.ts';
import { FAST_TENSORS } from '../support/fast-tensors.ts';
import { TestService } from '../support/service.ts';

test('without options fig2 is as in the paper, but for the number of runs', () => {
  assert.deepEqual(parseFig2Options([]), {
    widths: { mnist: [10, 50, 100] },
    depths: [3, 6, 8],
    learningRates: [0.01],
    hyperWidth: 200,
    parameterization: 'standard',
    epochs: 100,
    batchSize: 100,
    samples: 10_000,
    test: 10_000,
    shrink: 1,
    repeats: 3,
    output: 'output',
  });
  assert.deepEqual(parseFig2Options(['--data', 'cifar']).widths, { mnist: [10, 50, 100], cifar10: [100, 200, 300] });
});

for (const [option, message] of [
  ['--learning-rate=0', '--learning-rate must be a number above 0, got "0"'],
  ['--samples=50001', '--samples must be an integer from 1 to 50000, got "50001"'],
  ['--parameterization=he', '--parameterization must be ntk or standard, got "he"'],
] as const)
  test(`${option} is refused: ${message}`, () => assert.throws(() => parseFig2Options([option]), { message }));

const client = new Client({ url: (await TestService.start({ tensors: FAST_TENSORS })).url });

describe('fig2', () => {
  let output: string;

  before(async () => {
    output = await mkdtemp(join(tmpdir(), 'fig2-'));
  });
  after(() => rm(output, { recursive: true }));

  test('wider and shallower g train faster', { timeout: 600_000 }, async () => {
    const judged = await fig2(client, parseFig2Options(['--quick', '--output', output]));
    const verdictOf = (says: string) => {
      const found = judged.find((claim) => claim.says === `on MNIST${says}`);
      assert.ok(found, says);
      return [found.verdict, found.margins.length];
    };
    assert.deepEqual(verdictOf(', depth 3, a g of width 40 has a better final accuracy than one of 4'), ['agrees', 3]);
    for (const measure of ['final accuracy', 'mean accuracy over all epochs'])
      assert.deepEqual(verdictOf(` a g of depth 3 has a better ${measure} than one of 6`), ['agrees', 3]);
    assert.match(await readFile(join(output, 'fig2.md'), 'utf8'), /Without CIFAR-10, whose files --data names\./);
  });

  test('CIFAR-10 where its files are given', { timeout: 120_000 }, async () => {
    const folder = join(output, 'cifar');
    await mkdir(folder);
    await writeFile(join(folder, 'data_batch_1.bin'), records(40));
    await writeFile(join(folder, 'test_batch.bin'), records(20));
    const small =
      '--samples 40 --test 20 --epochs 2 --widths 3 --cifar-widths 3,4 --depths 2 --hyper-width 5 --repeats 1 --shrink 4';
    await fig2(client, parseFig2Options([...small.split(' '), '--data', folder, '--output', folder]));
    const lines = (await readFile(join(folder, 'fig2.csv'), 'utf8')).trimEnd().split('\n');
    assert.deepEqual(
      lines.slice(1).map((line) => line.split(',').slice(0, 3).join(' ')),
      ['mnist 2 3', 'cifar10 2 3', 'cifar10 2 4'].flatMap((labels) => [labels, labels, labels]),
    );
    const text = await readFile(join(folder, 'fig2.md'), 'utf8');
    assert.match(text, /^CIFAR-10:$/m);
    assert.doesNotMatch(text, /Without/);
  });
});

/** Images of CIFAR-10's format, whose bytes are all different. */
function records(count: number): Uint8Array {
  return Uint8Array.from({ length: count * CIFAR10_RECORD_BYTES }, (_, index) =>
    index % CIFAR10_RECORD_BYTES === 0 ? (index / CIFAR10_RECORD_BYTES) % 10 : (index * 37) % 251,
  );
}
