import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fig5 } from '../../scripts/reproduction/fig5/fig5.ts';
import { parseFig5Options } from '../../scripts/reproduction/fig5/options.ts';
import { Client } from '../../src/client/index.ts';
import { TestService } from '../support/service.ts';

test('without options fig5 has the widths of the paper', () => {
  const { widths, samples, parameterization } = parseFig5Options([]);
  assert.deepEqual(
    { widths, samples, parameterization },
    { widths: [100, 1000, 10_000, 250_000], samples: 60_000, parameterization: 'ntk' },
  );
});

test('wide networks train with the learning rate √n, and wider ones better', { timeout: 600_000 }, async () => {
  const output = await mkdtemp(join(tmpdir(), 'fig5-'));
  try {
    const client = new Client({ url: (await TestService.start()).url });
    const judged = await fig5(client, parseFig5Options(['--quick', '--output', output]));
    assert.deepEqual(
      judged.map(({ says, verdict, margins }) => [says, verdict, margins.length]),
      [
        ['n = 100 trains: its accuracy is above chance', 'agrees', 3],
        ['n = 1000 trains: its accuracy is above chance', 'agrees', 3],
        ['n = 1000 has a better accuracy than 100', 'agrees', 3],
        ['n = 1000 has a smaller loss than 100', 'agrees', 3],
      ],
    );
    assert.match(await readFile(join(output, 'fig5.md'), 'utf8'), /^\| 1000 \| 31\.6 \| 0\.7\d+ ± /m);
  } finally {
    await rm(output, { recursive: true });
  }
});
