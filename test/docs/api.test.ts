import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { assertContract, operationOf, operations } from '../support/contract.ts';
import { TestService } from '../support/service.ts';
import { blocksOf, testedBlocks } from './support/pages.ts';
import type { Run } from './support/shell.ts';
import { type Check, testPage } from './support/test-page.ts';

const PAGE = 'docs/api.md';
const service = await TestService.start({ tensors: 'cpu' });
const called = new Set<string>();

/** Each call is of the operation that stands in the heading, and is answered as the contract has it. */
function asInTheContract({ calls, stdout }: Run, operation: string): void {
  assert.equal(calls.length, 1);
  const [{ method, path, status }] = calls as [Run['calls'][number]];
  const found = operationOf(method, path);
  assert.equal(found?.id, operation, `${method} ${path}`);
  called.add(operation);
  if (stdout.startsWith('{')) assertContract(found!, status, JSON.parse(stdout));
}

const json = ({ stdout }: Run) => JSON.parse(stdout);

/** Beyond the contract. */
const CHECKS: Record<string, Check> = {
  'set-up': ({ calls }) => assert.equal(calls.length, 0),
  python: ({ stdout }) => assert.equal(stdout.trim(), '(320, 320)'),
  'respond-async': ({ calls }) => assert.equal(calls[0]?.status, 202),
  computeKernels: (run) => assert.equal(json(run).kernels.ntk.length, 6),
  estimate: (run) => assert.equal(json(run).fits, true),
  predict: (run) => {
    const { mean, variance, mean_at_times } = json(run);
    assert.ok(Math.abs(mean[0][0] - 0.0625) < 0.15 && Math.abs(mean[1][0] - 0.5625) < 0.15, `${mean}`);
    assert.ok(
      variance.every((value: number) => value > 0 && value < 1),
      `${variance}`,
    );
    for (const [i, [value]] of mean.entries()) assert.ok(Math.abs(mean_at_times[2][i][0] - value) < 1e-9);
  },
  createTraining: (run) => assert.ok(json(run).final.test_loss < 0.1 * json(run).curve[0].test_loss),
  search: (run) => assert.equal(json(run).trials.length, 4),
  verifyKernels: (run) => assert.match(json(run).verdict, /^(passed|inconclusive)$/),
  getJobEvents: ({ stdout }) => assert.match(stdout, /"state":"succeeded"/),
  getJobResult: (run) => assert.equal(json(run).kernels.ntk.length, 2),
  getMetrics: ({ stdout }) => assert.match(stdout, /^hypertangent_jobs_waiting/m),
};

const named = [...testedBlocks(PAGE)];
const checks = Object.fromEntries(
  named.map(([name, { heading }]): [string, Check] => [
    name,
    async (run) => {
      if (operations.some(({ id }) => id === heading)) asInTheContract(run, heading);
      await CHECKS[name]?.(run);
    },
  ]),
);

test('the checks are of blocks that are there', () => {
  for (const name of Object.keys(CHECKS)) assert.ok(name in checks, name);
});

testPage(PAGE, checks, { url: service.url });

describe('every operation', () => {
  const all = operations.map(({ id }) => id).sort();

  test('has its heading', () => {
    const headings = new Set(blocksOf(PAGE).map(({ heading }) => heading));
    assert.deepEqual(
      all.filter((id) => !headings.has(id)),
      [],
    );
  });

  test('stands in the list at the top', () => {
    assert.deepEqual(
      blocksOf(PAGE)[0]!
        .text.match(/\b[a-z]+[A-Z]\w+|\bpredict\b|\bsearch\b|\bestimate\b/g)!
        .sort(),
      all,
    );
  });

  after(() => assert.deepEqual([...called].sort(), all));
});
