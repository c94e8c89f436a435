import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, mock, test } from 'node:test';
import { type Job, Queue, QueueEvents, Worker } from 'bullmq';
import { HypertangentError } from '../../../src/errors.ts';
import type { Task } from '../../../src/jobs/dispatch/dispatcher.ts';
import { connectNow } from '../../../src/jobs/dispatch/redis/connection.ts';
import { queueName, type SentTask, toReason } from '../../../src/jobs/dispatch/redis/messages.ts';
import { pack } from '../../../src/jobs/dispatch/redis/parcel.ts';
import { RedisDispatcher } from '../../../src/jobs/dispatch/redis/redis-dispatcher.ts';
import { testRedis } from '../../support/redis.ts';

type SentJob = Job<SentTask, string>;

const redis = await testRedis();
/** Of the worker that takes the jobs. */
const TOKEN = 'test';

if (redis) {
  const dataDir = await mkdtemp(join(tmpdir(), 'hypertangent-dispatcher-'));
  // Events may be lost with Redis: here all are, so that jobs are found by looking for them.
  mock.method(QueueEvents.prototype, 'on', function on(this: QueueEvents) {
    return this;
  });
  const dispatcher = await RedisDispatcher.open({ url: redis.url, dataDir, memoryBytes: 1e9 });
  const connection = await connectNow(redis.url);
  const worker = new Worker<SentTask, string>(queueName('quick'), null, { connection });
  after(async () => {
    await worker.close(true);
    connection.disconnect();
    await dispatcher.close();
    await rm(dataDir, { recursive: true });
  });

  const task = (jobId: string): Task => ({
    jobId,
    kind: 'kernels',
    input: { architecture: {}, points: {} } as never,
    lane: 'quick',
    cost: { seconds: 1, memoryBytes: 1 },
    folder: join(dataDir, jobId),
    origin: {},
    onStart: () => {},
    onProgress: () => {},
    onGrowth: () => {},
  });

  const taken = new Map<string, SentJob>();
  /** How each job ends, right after the dispatcher has been told something of it, whatever that is. */
  const ends = new Map<string, (job: SentJob) => Promise<unknown>>();
  for (const question of ['getJob', 'getJobState'] as const) {
    const original = Queue.prototype[question] as (id: string) => Promise<unknown>;
    mock.method(Queue.prototype, question, async function ask(this: Queue, id: string) {
      const answer = await original.call(this, id);
      const end = ends.get(id);
      ends.delete(id);
      await end?.(taken.get(id)!);
      return answer;
    });
  }

  /** Runs a job until it is looked for; `end` is how it then ends. */
  async function untilLookedFor(jobId: string, end: (job: SentJob) => Promise<unknown>): Promise<unknown> {
    const run = dispatcher.run(task(jobId));
    run.catch(() => {});
    while (!taken.has(jobId)) {
      const job = await worker.getNextJob(TOKEN, { block: false });
      if (job) taken.set(job.id!, job);
    }
    ends.set(jobId, end);
    return run;
  }

  describe('a job of which no event is heard, and that ends while it is looked for', { concurrency: true }, () => {
    test('has its result', async () => {
      const result = { kernels: { ntk: { shape: [1], data: Float64Array.of(2) } } };
      const parcel = await pack(result, dataDir, dataDir);
      assert.deepEqual(await untilLookedFor('well', (job) => job.moveToCompleted(parcel, TOKEN, false)), result);
    });

    test('has its error', async () => {
      const error = new HypertangentError('kernel_overflow', 'too large', { output: 'ntk', index: [0, 0] });
      const reason = new Error(toReason(error.toPlain()));
      const run = untilLookedFor('badly', (job) => job.moveToFailed(reason, TOKEN, false));
      await assert.rejects(run, { code: 'kernel_overflow', message: 'too large' });
    });
  });
}
