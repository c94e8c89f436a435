import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { isHypertangentError } from '../../src/errors.ts';
import type { Executor } from '../../src/jobs/dispatch/dispatcher.ts';
import type { JobRecord, JobRequest, JobResult } from '../../src/jobs/job.ts';
import { diedError } from '../../src/jobs/job-errors.ts';
import { JobInFlight } from '../../src/jobs/job-in-flight.ts';
import { matrix } from '../../src/nd-array.ts';
import { JobStore } from '../../src/store/job-store.ts';
import { MLP } from '../support/requests.ts';

const folder = await mkdtemp(join(tmpdir(), 'hypertangent-'));
after(() => rm(folder, { recursive: true }));

const RESULT = { kernels: {} } as JobResult;

function job(): JobInFlight {
  const input = { architecture: MLP, points: { x: matrix(1, 1, Float64Array.of(1)) }, outputs: ['ntk'], layers: false };
  return new JobInFlight({ kind: 'kernels', input, lane: 'heavy' } as unknown as JobRequest, new JobStore<JobRecord>(folder));
}

/** Dies after it has begun the file of the result; its second attempt has the result. */
function dyingOnce(): Executor {
  let attempts = 0;
  return {
    run: async ({ jobId, onStart, onGrowth }) => {
      await onStart();
      if (++attempts > 1) return RESULT;
      onGrowth({ shape: [1000, 1000], npyPath: '/nowhere' }, 1000);
      throw diedError(jobId, null, 'SIGKILL');
    },
    cancel: () => {},
  };
}

describe('a job whose runner dies after the file of its result was begun', () => {
  test('is run again where nobody reads that file', async () => {
    const one = job();
    await one.runOn(dyingOnce(), 2);
    const { state, attempts } = one.snapshot();
    assert.deepEqual([state, attempts], ['succeeded', 2]);
    assert.equal(await one.result(), RESULT);
  });

  test('fails where somebody does, who is told', async () => {
    const one = job();
    const file = one.follow();
    await one.runOn(dyingOnce(), 2);
    const { state, attempts, error } = one.snapshot();
    assert.deepEqual([state, attempts, error?.code], ['failed', 1, 'runner_died']);
    await assert.rejects((await file).beyond(1000), (cause) => isHypertangentError(cause, 'runner_died'));
  });
});

test('a file that has begun is found by who follows later', async () => {
  const one = job();
  await one.runOn({
    run: async ({ onStart, onGrowth }) => {
      await onStart();
      onGrowth({ shape: [1000, 1000], npyPath: '/nowhere' }, 1000);
      assert.equal(await (await one.follow()).beyond(0), 1000);
      return RESULT;
    },
    cancel: () => {},
  });
  assert.equal(one.snapshot().state, 'succeeded');
});
