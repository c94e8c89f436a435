import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { HypertangentError, isHypertangentError } from '../../src/errors.ts';
import type { JobRequest, JobResult } from '../../src/jobs/job.ts';
import { cancelledError } from '../../src/jobs/job-errors.ts';
import type { Parts } from '../../src/jobs/parts.ts';
import { PartsExecutor } from '../../src/jobs/parts-executor.ts';
import type { JobHandle } from '../../src/jobs/queue.ts';

/** Two parts, of which nothing is computed. */
const TWO = {
  parts: [{}, {}],
  sizes: [1, 1],
  noun: 'parts',
  gather: () => assert.fail('nothing is to be put together'),
} as unknown as Parts;

const task = { folder: '/nowhere', onStart: () => {}, onProgress: () => {} };
const failed = new HypertangentError('out_of_memory', 'too much', { reason: 'too much' });

/** A job that fails at once, or runs until it is cancelled. */
class FakeJob {
  readonly finished: Promise<void>;
  #end!: () => void;
  state: 'running' | 'failed' | 'cancelled' = 'running';

  constructor(fails: boolean) {
    this.finished = new Promise((resolve) => {
      this.#end = resolve;
    });
    if (fails) this.#become('failed');
  }

  #become(state: 'failed' | 'cancelled'): void {
    this.state = state;
    this.#end();
  }

  async cancel(): Promise<void> {
    // As one whose runner hears of it later.
    for (let turn = 0; turn < 5; turn++) await setImmediate();
    this.#become('cancelled');
  }

  async result(): Promise<JobResult> {
    throw this.state === 'failed' ? failed : cancelledError('x');
  }

  subscribe = () => () => {};
  release = async () => {};
}

test('a part that is being submitted while another fails has been cancelled when the whole ends', async () => {
  const jobs: FakeJob[] = [];
  const spawn = async (_request: JobRequest, role: number | 'gather'): Promise<JobHandle> => {
    // The second is looked up on disk for longer than the first runs.
    for (let turn = 0; role === 1 && turn < 10; turn++) await setImmediate();
    const job = new FakeJob(role === 0);
    jobs.push(job);
    return job as unknown as JobHandle;
  };
  await assert.rejects(new PartsExecutor(TWO, 2, spawn).run(task), failed);
  assert.deepEqual(
    jobs.map(({ state }) => state),
    ['failed', 'cancelled'],
  );
});

test('one that cannot be submitted ends those that run', async () => {
  const full = new HypertangentError('storage_full', 'no room', { reason: 'no room' });
  const running = new FakeJob(false);
  const spawn = async (_request: JobRequest, role: number | 'gather'): Promise<JobHandle> => {
    if (role === 1) throw full;
    return running as unknown as JobHandle;
  };
  await assert.rejects(new PartsExecutor(TWO, 2, spawn).run(task), full);
  assert.equal(running.state, 'cancelled');
});

test('cancelling it while a part is being submitted cancels that, too', async () => {
  const jobs: FakeJob[] = [];
  const executor = new PartsExecutor(TWO, 1, async () => {
    executor.cancel('x');
    await setImmediate();
    jobs.push(new FakeJob(false));
    return jobs[0] as unknown as JobHandle;
  });
  await assert.rejects(executor.run(task), (error) => isHypertangentError(error, 'job_cancelled'));
  assert.deepEqual(
    jobs.map(({ state }) => state),
    ['cancelled'],
  );
});
