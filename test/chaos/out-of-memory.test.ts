import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { jobInState, runner, startJob } from '../support/long-jobs.ts';
import { MLP, npy, numbers } from '../support/requests.ts';
import { eventually, NPY, TestService } from '../support/service.ts';

const WITH_LIMITS = { skip: !canLimit() && 'needs prlimit' };
const POINTS = 8000;
const MIB = 2 ** 20;
/** A runner without memory may go on until it needs some. */
const ENDED_S = 180;

const service = await TestService.start({ memoryBytes: Number.MAX_SAFE_INTEGER });
await service.put('/v1/arrays/points', npy(numbers(POINTS, 1)));

const kernelOf = (rows: number) => ({
  architecture: MLP,
  points: { x: { array_id: 'points', rows: [0, rows] } },
  outputs: ['nngp'],
});
const LARGE = kernelOf(POINTS);

function canLimit(): boolean {
  try {
    execFileSync('prlimit', ['--version']);
    return true;
  } catch {
    return false;
  }
}

/** The heavy runner, once it waits for work. */
function idleRunner() {
  return eventually(async () => {
    const heavy = await runner(service, 'heavy');
    return heavy?.state === 'idle' && heavy;
  });
}

/** How many bytes a process may take, mapped ones included; as many as it likes unless given. */
function limit(pid: number, bytes?: number): void {
  execFileSync('prlimit', ['--pid', String(pid), `--as=${bytes ?? 'unlimited'}:`]);
}

async function mappedBytes(pid: number): Promise<number> {
  return 1024 * Number(/^VmSize:\s+(\d+)/m.exec(await readFile(`/proc/${pid}/status`, 'utf8'))![1]);
}

const goesOn = async () => assert.equal((await service.post('/v1/kernels', kernelOf(3000), { accept: NPY })).status, 200);

test('a computation that the system has no memory for fails and says so, and its runner goes on', WITH_LIMITS, async () => {
  const { pid } = await idleRunner();
  for (const spare of [300 * MIB, 30 * MIB]) {
    limit(pid, (await mappedBytes(pid)) + spare);
    const train = { x: LARGE.points.x, y: { array_id: 'points' } };
    await service.refuses(413, 'out_of_memory', 'POST', '/v1/kernels', { json: LARGE });
    await service.refuses(413, 'out_of_memory', 'POST', '/v1/regressions', { json: { architecture: MLP, train } });
    const job = await jobInState(service, await startJob(service, LARGE), 'failed');
    assert.deepEqual([job.error.code, job.error.status], ['out_of_memory', 413]);
    limit(pid);
    await goesOn();
  }
  assert.equal((await idleRunner()).pid, pid);
  // Of what nobody kept there is nothing left.
  await eventually(async () => {
    const states = (await service.jobFolders()).map(async (id) => (await service.get(`/v1/jobs/${id}`)).json.state);
    return (await Promise.all(states)).every((state) => state === 'failed');
  });
});

test(
  'a runner that cannot have another page fails its job, or dies and another does it; the service goes on',
  WITH_LIMITS,
  async () => {
    const { pid } = await idleRunner();
    // Less than it has already: the next time that it asks for a page, there is none.
    limit(pid, 200 * MIB);
    const id = await startJob(service, LARGE);
    const job = await eventually(async () => {
      const { json } = await service.get(`/v1/jobs/${id}`);
      return !['queued', 'running'].includes(json.state) && json;
    }, ENDED_S);
    const { pid: after } = await idleRunner();
    // A runner that is gone had its job done by the one that took its place, unless it went after that.
    if (job.state === 'succeeded') assert.ok(after !== pid && job.attempts === 2, `${job.attempts} attempts`);
    else assert.equal(job.error?.code, 'out_of_memory');
    if (after === pid) limit(pid);
    await goesOn();
  },
);
