import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fig5 } from '../../scripts/reproduction/fig5/fig5.ts';
import { parseFig5Options } from '../../scripts/reproduction/fig5/options.ts';
import type { Judged } from '../../scripts/reproduction/trained/claims.ts';
import { Client } from '../../src/client/index.ts';
import { FAST_TENSORS } from '../support/fast-tensors.ts';
import { TestService } from '../support/service.ts';

test('without options fig5 has the widths of the paper', () => {
  const { widths, samples, parameterization } = parseFig5Options([]);
  assert.deepEqual(
    { widths, samples, parameterization },
    { widths: [100, 1000, 10_000, 250_000], samples: 60_000, parameterization: 'ntk' },
  );
});

const client = new Client({ url: (await TestService.start({ tensors: FAST_TENSORS })).url });

describe('fig5', () => {
  let output: string;

  before(async () => {
    output = await mkdtemp(join(tmpdir(), 'fig5-'));
  });
  after(() => rm(output, { recursive: true }));

  const verdicts = (judged: readonly Judged[]) => judged.map(({ says, verdict, margins }) => [says, verdict, margins.length]);

  test('wide networks train with the learning rate √n, and wider ones better', { timeout: 600_000 }, async () => {
    const judged = await fig5(client, parseFig5Options(['--quick', '--output', output]));
    assert.deepEqual(verdicts(judged), [
      ['n = 100 trains: its accuracy is above chance', 'agrees', 3],
      ['n = 1000 trains: its accuracy is above chance', 'agrees', 3],
      ['n = 1000 has a better accuracy than 100', 'agrees', 3],
      ['n = 1000 has a smaller loss than 100', 'agrees', 3],
    ]);
    assert.match(await readFile(join(output, 'fig5.md'), 'utf8'), /^\| 1000 \| 31\.6 \| 0\.7\d+ ± /m);
  });

  test('with one learning rate for all, the wider one has the larger loss', { timeout: 600_000 }, async () => {
    const judged = await fig5(client, parseFig5Options(['--quick', '--learning-rate', '31.6', '--output', output]));
    assert.deepEqual(verdicts(judged).at(-1), ['n = 1000 has a smaller loss than 100', 'disagrees', 3]);
  });
});
