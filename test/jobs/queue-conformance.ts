import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { isHypertangentError } from '../../src/errors.ts';
import type { JobKind, JobRecord, JobRequest, JobResult } from '../../src/jobs/job.ts';
import type { RegressionInput } from '../../src/jobs/programs/program.ts';
import type { JobHandle, JobQueue } from '../../src/jobs/queue.ts';
import type { Mlp } from '../../src/kernels/architecture.ts';
import { type Matrix, matrix } from '../../src/nd-array.ts';
import type { SolverSpec } from '../../src/regression/solver.ts';
import { type ArrayValue, isNdArray } from '../../src/store/array-value.ts';
import { JobStore } from '../../src/store/job-store.ts';
import { readNpyFile } from '../../src/store/npy/file.ts';
import { eventually } from '../support/service.ts';

export interface QueueSettings {
  dataDir: string;
  maxWaiting: number;
  mostAttempts: number;
}

/** Opens a queue with one quick and two heavy runners in all; `stop` ends all that belongs to it. */
export type OpenQueue = (settings: QueueSettings) => Promise<{
  queue: JobQueue;
  /** How old what it says of its runners may be. */
  statusMs: number;
  stop(): Promise<void>;
}>;

const points = (rows: number, columns: number): Matrix =>
  matrix(
    rows,
    columns,
    Float64Array.from({ length: rows * columns }, (_, i) => Math.sin(1 + i)),
  );

/** What every queue of jobs does, wherever it runs them. */
export function queueConformance(name: string, open: OpenQueue): void {
  describe(name, { concurrency: false }, () => {
    let dataDir: string;
    let opened: Awaited<ReturnType<OpenQueue>>;
    const start = async (settings: Partial<QueueSettings> = {}) => {
      opened = await open({ dataDir, maxWaiting: 10, mostAttempts: 2, ...settings });
      await eventually(async () => {
        const { runners } = opened.queue.status();
        return runners.length === 3 && runners.every(({ state }) => state === 'idle');
      });
    };
    const restart = async (settings: Partial<QueueSettings> = {}) => {
      await opened.stop();
      await start(settings);
    };
    const submit = <Kind extends JobKind>(request: JobRequest<Kind>): Promise<JobHandle<Kind>> => opened.queue.submit(request);
    const inState = (job: JobHandle, state: JobRecord['state']) => eventually(async () => job.snapshot().state === state);
    const busyRunner = () => opened.queue.status().runners.find(({ lane, state }) => lane === 'heavy' && state === 'busy')!;
    const killBusy = async () => {
      await sleep(opened.statusMs);
      const { pid } = await eventually(async () => busyRunner());
      process.kill(pid!, 'SIGKILL');
    };

    before(async () => {
      dataDir = await mkdtemp(join(tmpdir(), 'hypertangent-queue-'));
      await start();
    });
    after(async () => {
      await opened.stop();
      await rm(dataDir, { recursive: true, force: true });
    });

    test('a job goes from queued over running to succeeded, and has its result', async () => {
      const job = await submit(small());
      const states = [job.snapshot().state];
      job.subscribe(({ state }) => states.at(-1) === state || states.push(state));
      await job.finished;
      assert.deepEqual(states.slice(-2), ['running', 'succeeded']);
      const { attempts, createdAt, startedAt, finishedAt, progress } = job.snapshot();
      assert.deepEqual([attempts, progress], [1, { fraction: 1 }]);
      assert.ok(createdAt <= startedAt! && startedAt! <= finishedAt!);
      assert.deepEqual([...(await ntk(await job.result()))], [5]);
    });

    test('many at once have each its own result', async () => {
      const jobs = await Promise.all(Array.from({ length: 8 }, (_, k) => submit(small(k + 1))));
      for (const [k, job] of jobs.entries()) {
        await job.finished;
        assert.deepEqual([...(await ntk(await job.result()))], [(k + 1) ** 2 + 4]);
      }
    });

    test('large arrays go in and come out whole, and nothing is left of them afterwards', async () => {
      const x = points(400, 100);
      const job = await submit(kernels(x));
      await job.finished;
      const found = await ntk(await job.result());
      assert.equal(found.length, 400 * 400);
      const one = await submit(kernels(matrix(1, 100, x.data.subarray(700, 800))));
      await one.finished;
      assert.equal(found[7 * 400 + 7], (await ntk(await one.result()))[0]);
      for (const handle of [job, one]) await handle.release();
      assert.deepEqual(await jobFolders(dataDir), []);
    });

    test('an error is that of the job', async () => {
      const job = await submit(small(1e200));
      await job.finished;
      assert.equal(job.snapshot().state, 'failed');
      await assert.rejects(job.result(), (error) => isHypertangentError(error, 'kernel_overflow'));
    });

    test('a running job reports progress, and ends where it is cancelled; its runner is free again', async () => {
      const job = await submit(long());
      await eventually(async () => job.snapshot().progress.fraction > 0.001);
      await job.cancel();
      assert.equal(job.snapshot().state, 'cancelled');
      await assert.rejects(job.result(), (error) => isHypertangentError(error, 'job_cancelled'));
      await eventually(async () => busyRunner() === undefined);
    });

    test('a waiting job is cancelled without ever running, and others wait no longer than they must', async () => {
      const running = [await submit(long()), await submit(long())];
      await Promise.all(running.map((job) => inState(job, 'running')));
      const waiting = await submit(long());
      await waiting.cancel();
      const { state, startedAt } = waiting.snapshot();
      assert.deepEqual([state, startedAt], ['cancelled', undefined]);
      const quick = await submit(small());
      await quick.finished;
      assert.equal(quick.snapshot().state, 'succeeded');
      await Promise.all(running.map((job) => job.cancel()));
      await eventually(async () => busyRunner() === undefined);
    });

    test('no more wait than may', async () => {
      await restart({ maxWaiting: 2 });
      const running = [await submit(long()), await submit(long())];
      await Promise.all(running.map((job) => inState(job, 'running')));
      const waiting = [await submit(long()), await submit(long())];
      assert.equal(opened.queue.status().waiting, 2);
      await assert.rejects(submit(long()), (error) => {
        assert.ok(isHypertangentError(error, 'queue_full'));
        assert.ok(error.details.retryAfterSeconds >= 1);
        return true;
      });
      await Promise.all([...waiting, ...running].map((job) => job.cancel()));
    });

    test('a job whose runner is killed is run again; one that kills every runner fails', async () => {
      await restart();
      // Runs for longer than what is said of runners may be old.
      const larger = () => kernels(points(2000, 3), 900);
      const [again, whole] = [await submit(larger()), await submit(larger())];
      await killBusy();
      for (const job of [again, whole]) {
        await job.finished;
        assert.equal(job.snapshot().state, 'succeeded', JSON.stringify(job.snapshot()));
      }
      assert.deepEqual(await ntk(await again.result()), await ntk(await whole.result()));
      assert.deepEqual([again, whole].map((job) => job.snapshot().attempts).sort(), [1, 2]);
      for (const job of [again, whole]) await job.release();
      const deadly = await submit(long());
      for (let turn = 1; turn <= 2; turn++) {
        await eventually(async () => deadly.snapshot().attempts === turn && deadly.snapshot().state === 'running' && busyRunner());
        await killBusy();
        await eventually(async () => deadly.snapshot().attempts !== turn || deadly.snapshot().state === 'failed');
      }
      await deadly.finished;
      await assert.rejects(deadly.result(), (error) => isHypertangentError(error, 'runner_died'));
    });

    test('what is kept is there after a restart: results, and jobs that had not ended, which are run', async () => {
      const done = await submit(kernels(points(300, 3)));
      await done.persist();
      await done.finished;
      const result = await ntk(await done.result());
      const unfinished = await Promise.all([submit(large()), submit(large()), submit(large())]);
      for (const job of unfinished) await job.persist();
      await eventually(async () => ['running', 'succeeded'].includes(unfinished[0]!.snapshot().state));
      const before = (await opened.queue.list()).map(({ id }) => id);
      assert.equal(before.length, 4);
      await restart();
      assert.deepEqual((await opened.queue.list()).map(({ id }) => id).sort(), [...before].sort());
      assert.deepEqual(await ntk(await (await opened.queue.find(done.id))!.result()), result);
      for (const { id } of unfinished) {
        const job = (await opened.queue.find(id))!;
        await job.finished;
        const { state, attempts } = (await opened.queue.find(id))!.snapshot();
        assert.deepEqual([state, attempts], ['succeeded', 1]);
        assert.equal((await ntk(await (await opened.queue.find(id))!.result())).length, 900 ** 2);
      }
      for (const id of before) await (await opened.queue.find(id))!.remove();
      assert.deepEqual(await jobFolders(dataDir), []);
    });

    test('a request with an id runs once, however often it comes, and is kept', async () => {
      const identity = { id: '00000000-0000-8000-8000-000000000001', fingerprint: 'a' };
      const jobs = await Promise.all([1, 2, 3].map(() => submit({ ...small(), ...identity })));
      await jobs[0]!.finished;
      assert.ok(jobs.every(({ id }) => id === identity.id));
      const again = await submit({ ...small(), ...identity });
      assert.deepEqual([...(await ntk(await again.result()))], [5]);
      assert.equal(again.snapshot().attempts, 1);
      const other = { ...identity, fingerprint: 'b' };
      await assert.rejects(submit({ ...small(2), ...other }), (error) => isHypertangentError(error, 'idempotency_mismatch'));
      await assert.rejects(opened.queue.findSame(other), (error) => isHypertangentError(error, 'idempotency_mismatch'));
      await again.remove();
    });

    test('a request whose job was interrupted too often runs when it is sent again', async () => {
      const identity = { id: '00000000-0000-8000-8000-000000000002', fingerprint: 'a' };
      const stopped = await submit({ ...long(), ...identity });
      await inState(stopped, 'running');
      // As a process that is killed leaves it.
      const store = new JobStore<JobRecord>(dataDir);
      await opened.stop();
      await store.saveRecord({ ...(await store.record(identity.id))!, state: 'running', attempts: 2 });
      await start();
      assert.equal((await opened.queue.find(identity.id))!.snapshot().error?.code, 'job_interrupted');
      assert.equal(await opened.queue.findSame(identity), undefined);
      const again = await submit({ ...small(), ...identity });
      await again.finished;
      assert.deepEqual([...(await ntk(await again.result()))], [5]);
      await (await opened.queue.find(identity.id))!.remove();
    });

    test('numbers that JSON does not have are kept with a request', async () => {
      const fit = await submit({ kind: 'regression_fit', input: regression({ kind: 'cholesky' }), lane: 'quick' });
      await fit.finished;
      const { id: regressionId } = await fit.result();
      const running = await Promise.all([submit(long()), submit(long())]);
      await Promise.all(running.map((job) => inState(job, 'running')));
      const input = { regressionId, test: { x: points(2, 3) }, variance: false, times: [0, Number.POSITIVE_INFINITY] };
      const waiting = await submit({ kind: 'regression_predict', input, lane: 'heavy' });
      await waiting.persist();
      await restart();
      const job = (await opened.queue.find(waiting.id))!;
      await job.finished;
      const result = (await (await opened.queue.find(waiting.id))!.result()) as JobResult<'regression_predict'>;
      const [mean, atTimes] = [await numbersOf(result.mean), await numbersOf(result.meanAtTimes!)];
      assert.deepEqual([...atTimes.subarray(0, 2)], [0, 0]);
      for (const k of [0, 1]) assert.ok(Math.abs(atTimes[2 + k]! - mean[k]!) < 1e-9, `${atTimes} against ${mean}`);
      await (await opened.queue.find(waiting.id))!.remove();
    });

    test('a job in parts is the mean of them; cancelling it cancels them', async () => {
      const job = await submit({
        kind: 'regression_fit',
        input: regression({ kind: 'subsets', count: 4, size: 10, seed: 1, disjoint: true }),
        lane: 'heavy',
      });
      await job.persist();
      await job.finished;
      assert.equal(job.snapshot().state, 'succeeded', JSON.stringify(job.snapshot()));
      const parts = (await opened.queue.list()).filter(({ parent }) => parent === job.id);
      assert.deepEqual(
        parts.map(({ state }) => state),
        ['succeeded', 'succeeded', 'succeeded', 'succeeded'],
      );
      const { trainMse } = await job.result();
      const each = await Promise.all(
        parts.map(async ({ id }) => ((await (await opened.queue.find(id))!.result()) as JobResult<'regression_subset'>).trainMse),
      );
      assert.ok(Math.abs(each.reduce((sum, mse) => sum + mse / 4, 0) / trainMse - 1) < 1e-12);
      for (const { id } of [...parts, job]) await (await opened.queue.find(id))!.remove();
    });

    test('whoever waits when it closes is told, and it takes no more', async () => {
      const job = await submit(long());
      await inState(job, 'running');
      await opened.queue.close(0);
      await assert.rejects(job.result(), (error) => isHypertangentError(error, 'job_interrupted'));
      await assert.rejects(submit(small()), (error) => isHypertangentError(error, 'shutting_down'));
      await restart();
    });
  });
}

const mlp = (depth: number, activation: 'relu' | 'erf', biasStd = 0): Mlp => ({
  type: 'mlp',
  depth,
  activation: { name: activation },
  weightStd: 1,
  biasStd,
});

/** The NTK of one point of this length, of a network without hidden layers and biases of 2: its square, and 4. */
function small(length = 1): JobRequest<'kernels'> {
  const input = {
    architecture: mlp(1, 'relu', 2),
    points: { x: matrix(1, 1, Float64Array.of(length)) },
    outputs: ['ntk' as const],
    layers: false,
  };
  return { kind: 'kernels', input, lane: 'quick' };
}

function kernels(x: Matrix, depth = 3): JobRequest<'kernels'> {
  return {
    kind: 'kernels',
    input: { architecture: mlp(depth, 'erf'), points: { x }, outputs: ['ntk'], layers: false },
    lane: 'heavy',
  };
}

/** Takes some tenths of a second at least. */
const large = () => kernels(points(900, 3), 300);

/** Takes longer than any test waits, in blocks so short that a cancel is heard. */
const long = () => kernels(points(4000, 3), 2000);

function regression(solver: SolverSpec): RegressionInput {
  return {
    architecture: mlp(3, 'erf', 0.5),
    kernel: 'ntk',
    train: { x: points(40, 3), y: points(40, 1) },
    ridge: { value: 0.01, scale: 'absolute' },
    jitters: [],
    solver,
    diagnostics: [],
    gradientFlow: solver.kind === 'cholesky',
  };
}

async function ntk(result: JobResult<JobKind>): Promise<Float64Array> {
  return numbersOf((result as JobResult<'kernels'>).kernels.ntk!);
}

async function numbersOf(array: ArrayValue): Promise<Float64Array> {
  return isNdArray(array) ? array.data : (await readNpyFile(array.npyPath)).data;
}

function jobFolders(dataDir: string): Promise<string[]> {
  return readdir(join(dataDir, 'jobs')).catch(() => []);
}
