import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { parseTable1HypernetworkOptions } from '../../scripts/reproduction/table1-hypernetwork/options.ts';
import { table1Hypernetwork } from '../../scripts/reproduction/table1-hypernetwork/table1-hypernetwork.ts';
import { Client } from '../../src/client/index.ts';
import { FAST_TENSORS } from '../support/fast-tensors.ts';
import { TestService } from '../support/service.ts';

test('at N = 50 a trained hypernetwork is behind both kernels', { timeout: 600_000 }, async () => {
  const output = await mkdtemp(join(tmpdir(), 'table1-hypernetwork-'));
  try {
    const client = new Client({ url: (await TestService.start({ tensors: FAST_TENSORS })).url });
    const judged = await table1Hypernetwork(client, parseTable1HypernetworkOptions(['--quick', '--output', output]));
    assert.equal(judged.length, 4);
    for (const { says, verdict, margins } of judged) {
      assert.equal(verdict, 'agrees', says);
      // Half of what was seen in the repeats.
      for (const margin of margins) assert.ok(margin > 0.01, `${says}: ${margin}`);
    }
    const [head, ...rows] = (await readFile(join(output, 'table1-hypernetwork.csv'), 'utf8')).trimEnd().split('\n');
    assert.equal(head, 'task,images,repeat,hypernetwork,hyperkernel,NNGP');
    for (const row of rows) {
      const [network, ...kernels] = row.split(',').slice(3).map(Number) as [number, number, number];
      assert.ok(network < 0.15, `${network}: it has learned something`);
      for (const kernel of kernels) assert.ok(kernel > 0.05 && kernel < 0.08, `${kernel}`);
    }
  } finally {
    await rm(output, { recursive: true });
  }
});

for (const [arg, message] of [
  ['--sizes=60', '--sizes must be one or more of 50, 100, 200, 500, such as 50,100, got "60"'],
  [
    '--tasks=colourisation',
    '--tasks must be one or more of representation, inpainting, such as representation,inpainting, got "colourisation"',
  ],
  ['--regressors=40', '--regressors must be an integer from 1 to 39, got "40"'],
  ['--learning-rate=0', '--learning-rate must be a number above 0, got "0"'],
  ['--parameterization=mup', '--parameterization must be ntk or standard, got "mup"'],
] as const)
  test(`${arg} is refused`, () => assert.throws(() => parseTable1HypernetworkOptions([arg]), { message }));
