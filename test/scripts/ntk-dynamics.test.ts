import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { ntkDynamics } from '../../scripts/reproduction/ntk-dynamics/ntk-dynamics.ts';
import { parseNtkDynamicsOptions } from '../../scripts/reproduction/ntk-dynamics/options.ts';
import { Client } from '../../src/client/index.ts';
import { FAST_TENSORS } from '../support/fast-tensors.ts';
import { TestService } from '../support/service.ts';

test('wide hypernetworks follow the flow of their kernel, and narrow ones drift away', { timeout: 600_000 }, async () => {
  const output = await mkdtemp(join(tmpdir(), 'ntk-dynamics-'));
  try {
    const client = new Client({ url: (await TestService.start({ tensors: FAST_TENSORS })).url });
    const judged = await ntkDynamics(client, parseNtkDynamicsOptions(['--quick', '--output', output]));
    // Of logarithms: a factor of 2 at least.
    for (const { says, verdict, mean } of judged) assert.ok(verdict === 'agrees' && mean > Math.log(2), `${says}: ${mean}`);
    assert.equal((await client.api.GET('/v1/trainings')).data!.trainings.length, 0);
    assert.equal((await client.api.GET('/v1/regressions')).data!.regressions.length, 0);
    const rows = (await readFile(join(output, 'ntk-dynamics.csv'), 'utf8')).trimEnd().split('\n').slice(1);
    // Before training nothing has moved.
    for (const row of rows.filter((text) => text.split(',')[3] === '0')) assert.equal(Number(row.split(',')[4]), 0, row);
  } finally {
    await rm(output, { recursive: true });
  }
});
