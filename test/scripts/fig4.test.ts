import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fig4 } from '../../scripts/reproduction/fig4/fig4.ts';
import { parseFig4Options } from '../../scripts/reproduction/fig4/options.ts';
import { Client } from '../../src/client/index.ts';
import { FAST_TENSORS } from '../support/fast-tensors.ts';
import { TestService } from '../support/service.ts';

test('without options fig4 is as in the paper, but for the number of runs', () => {
  const { learningRates, widths, depths, epochs, samples } = parseFig4Options([]);
  assert.deepEqual(
    learningRates.map((rate) => Math.round(Math.log10(rate) * 1e9) / 1e9),
    [-7, -6, -5, -4, -3, -2, -1, 0],
  );
  assert.deepEqual(
    { widths, depths, epochs, samples },
    { widths: { mnist: [50, 100, 200] }, depths: [3, 6, 8], epochs: 40, samples: 10_000 },
  );
  assert.throws(() => parseFig4Options(['--learning-rates', '0.1,-1']), {
    message: '--learning-rates must be a number above 0, got "-1"',
  });
});

test('where networks learn, wider g are better; where they diverge, they guess', { timeout: 600_000 }, async () => {
  const output = await mkdtemp(join(tmpdir(), 'fig4-'));
  try {
    const client = new Client({ url: (await TestService.start({ tensors: FAST_TENSORS })).url });
    const args = ['--quick', '--depths', '3', '--learning-rates', '0.05,1e20', '--output', output];
    const judged = await fig4(client, parseFig4Options(args));
    assert.deepEqual(
      judged.map(({ says, verdict }) => [says, verdict]),
      [['on MNIST, learning rate 0.05, depth 3, a g of width 40 has a better final accuracy than one of 4', 'agrees']],
    );
    const text = await readFile(join(output, 'fig4.md'), 'utf8');
    assert.match(text, /^\| 3 \| 40 \| 0\.\d{3} ± 0\.\d{3} \| 0\.083 ± 0\.000 \| 3 \|$/m);
    const picture = await readFile(join(output, 'fig4.svg'), 'utf8');
    assert.match(picture, /learning rate/);
    assert.doesNotMatch(picture, /NaN/);
  } finally {
    await rm(output, { recursive: true });
  }
});
