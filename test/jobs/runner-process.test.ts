import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { isHypertangentError } from '../../src/errors.ts';
import type { EmpiricalKernelsInput, KernelsInput } from '../../src/jobs/programs/program.ts';
import type { RunnerOptions } from '../../src/jobs/runner/protocol.ts';
import { RunnerProcess } from '../../src/jobs/runner/runner-process.ts';

const dataDir = await mkdtemp(join(tmpdir(), 'runner-'));
/** A runner that is up, and the end of its process. */
async function startRunner(options: Partial<RunnerOptions> = {}): Promise<{ runner: RunnerProcess; exited: Promise<void> }> {
  let exit: () => void;
  const exited = new Promise<void>((resolve) => {
    exit = resolve;
  });
  const runner = await new Promise<RunnerProcess>((resolve) => {
    const started: RunnerProcess = new RunnerProcess(
      { dataDir, linalg: 'reference', threads: 1, checkpointMs: 0, ...options },
      async () => 'cpu',
      () => resolve(started),
      () => exit(),
    );
  });
  return { runner, exited };
}

const { runner, exited } = await startRunner();
after(async () => {
  runner.kill();
  await exited;
  await rm(dataDir, { recursive: true });
});

/** Kernels between this many points, in some blocks of work. */
function run(jobId: string, count: number, by = runner) {
  const input: KernelsInput = {
    architecture: { type: 'mlp', depth: 50, activation: { name: 'erf' }, weightStd: 1, biasStd: 0 },
    points: { x: { shape: [count, 1], data: Float64Array.from({ length: count }, (_, i) => Math.sin(i)) } },
    outputs: ['nngp'],
    layers: false,
  };
  return by.run({ ...taskOf(jobId), kind: 'kernels', input });
}

function taskOf(jobId: string) {
  return { jobId, owner: undefined, folder: join(dataDir, jobId), onProgress: () => {}, onGrowth: () => {} };
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

test('a runner that keeps more memory than it may is replaced, once it has had tensors', async () => {
  const { runner: modest, exited: gone } = await startRunner({ mostKeptBytes: 1 });
  await run('without tensors', 10, modest);
  assert.equal(modest.state, 'idle');
  const input: EmpiricalKernelsInput = {
    architecture: { type: 'mlp', depth: 2, activation: { name: 'erf' }, weightStd: 1, biasStd: 0, width: 4 },
    points: { x: { shape: [2, 1], data: Float64Array.of(1, 2) } },
    outputs: ['nngp'],
    samples: 1,
    seed: 0,
    backend: 'cpu',
    generatedWeights: 'drawn',
    keepSamples: false,
  };
  assert.ok(await modest.run({ ...taskOf('with tensors'), kind: 'empirical_kernels', input }));
  assert.notEqual(modest.state, 'idle');
  await gone;
});
