import assert from 'node:assert/strict';
import { test } from 'node:test';
import { requestCampaign } from './requests/campaign.ts';

const SEED = 20201203;

test(`requests made from the contract, valid, broken and hostile, are all answered in good form (seed ${SEED})`, async (context) => {
  const result = await requestCampaign({ requests: 1500, seconds: 30, seed: SEED });
  const { requests, statuses, findings, slowestMs, mostMemoryBytes } = result;
  context.diagnostic(`${requests} requests: ${JSON.stringify(statuses)}`);
  context.diagnostic(`slowest ${slowestMs.toFixed(0)} ms, at most ${(mostMemoryBytes / 2 ** 20).toFixed(0)} MiB`);
  assert.deepEqual(findings, []);
  assert.ok(requests >= 100, `only ${requests} requests`);
  for (const status of [200, 400, 404, 405, 422]) assert.ok(statuses[status], `none is answered ${status}`);
});
