import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { isHypertangentError } from '../../src/errors.ts';
import type { KernelsInput } from '../../src/jobs/programs/program.ts';
import { RunnerProcess } from '../../src/jobs/runner/runner-process.ts';

const dataDir = await mkdtemp(join(tmpdir(), 'runner-'));
let exit: () => void;
const exited = new Promise<void>((resolve) => {
  exit = resolve;
});
const runner = await new Promise<RunnerProcess>((resolve) => {
  const started: RunnerProcess = new RunnerProcess(
    { dataDir, linalg: 'reference', threads: 1, checkpointMs: 0 },
    async () => 'cpu',
    () => resolve(started),
    () => exit(),
  );
});
after(async () => {
  runner.kill();
  await exited;
  await rm(dataDir, { recursive: true });
});

/** Kernels between this many points, in some blocks of work. */
function run(jobId: string, count: number) {
  const input: KernelsInput = {
    architecture: { type: 'mlp', depth: 50, activation: { name: 'erf' }, weightStd: 1, biasStd: 0 },
    points: { x: { shape: [count, 1], data: Float64Array.from({ length: count }, (_, i) => Math.sin(i)) } },
    outputs: ['nngp'],
    layers: false,
  };
  return runner.run({ jobId, kind: 'kernels', input, folder: join(dataDir, jobId), onProgress: () => {}, onGrowth: () => {} });
}

test('a cancel that comes too late does not hit the next job of the runner', async () => {
  await run('first', 10);
  const second = run('second', 800);
  runner.cancel('first', 0);
  await second;
  assert.deepEqual([runner.state, runner.jobsDone], ['idle', 2]);
});

test('a cancel ends its own job', async () => {
  const job = run('third', 3000);
  runner.cancel('third', 10_000);
  await assert.rejects(job, (error) => isHypertangentError(error, 'job_cancelled'));
  assert.equal(runner.state, 'idle');
});
