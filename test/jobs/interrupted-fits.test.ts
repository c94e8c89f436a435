import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { jobInState, startJob } from '../support/long-jobs.ts';
import { npy, numbers } from '../support/requests.ts';
import { TestService } from '../support/service.ts';

/** A fit of many iterations, each of which is kept: a mask, a small ridge and a small tolerance. */
const service = await TestService.start({ checkpointMs: 0, jobAttempts: 1 });
const REGRESSIONS = '/v1/regressions';
const [IMAGES, SIDE] = [60, 16];
await service.put('/v1/arrays/labels', npy(numbers(IMAGES * SIDE ** 2, 1)));
await service.put(
  '/v1/arrays/observed',
  npy(numbers(IMAGES, SIDE ** 2, 1).map((row) => row.map((value) => (value > -0.5 ? 1 : 0)))),
);
const body = {
  architecture: {
    type: 'hypernetwork',
    hyper: { type: 'mlp', depth: 3, activation: { name: 'relu' } },
    primary: { type: 'mlp', depth: 2, activation: { name: 'relu' } },
    coordinate_features: { kind: 'fourier_limit', length_scale: 1.5 },
  },
  train: {
    x: numbers(IMAGES, 8),
    z: Array.from({ length: SIDE ** 2 }, (_, k) => [Math.floor(k / SIDE), k % SIDE]),
    pairing: 'grid',
    y: { array_id: 'labels' },
    observed: { array_id: 'observed' },
  },
  ridge: { value: 1e-4 },
  solver: { kind: 'full_grid', tolerance: 1e-10 },
};

const fit = async () => {
  const { status, json } = await service.post(REGRESSIONS, body);
  assert.equal(status, 201, JSON.stringify(json));
  return json;
};
const pixels = { x: numbers(2, 8, 5), z: [[1, 2]], pairing: 'grid' };
const meanOf = async ({ id }: { id: string }) =>
  (await service.post(`${REGRESSIONS}/${id}/predictions`, { test: pixels })).json.mean.flat();
/** An .npy that was being written when its process was killed is no checkpoint, and is swept when a service starts. */
const checkpoints = async () =>
  (await readdir(join(service.dataDir, 'checkpoints')).catch(() => [] as string[])).filter((name) => name.endsWith('.json'));

/** What was never interrupted. */
const cold = await fit();
assert.deepEqual(await checkpoints(), []);

/** Waits until a fit is some way into its iterations; the process that computes it. */
async function midSolve(id: string): Promise<number> {
  // Each iteration waits for the disk, which may be slow.
  for (const deadline = Date.now() + 60_000; ; await sleep(20)) {
    const { state, progress } = (await service.get(`/v1/jobs/${id}`)).json;
    assert.ok(['queued', 'running'].includes(state), `the fit is ${state}: it took too few iterations to be interrupted`);
    if (progress.fraction > 0.4) break;
    assert.ok(Date.now() < deadline, `after a minute it is at ${progress.fraction}`);
  }
  const { runners } = (await service.get('/v1/system')).json;
  return runners.find(({ state }: { state: string }) => state === 'busy').pid;
}

/** Checks that an equal fit goes on from an interrupted one, whose result is that of one that was not. */
async function goesOn(): Promise<void> {
  assert.equal((await checkpoints()).length, 1);
  const again = await fit();
  const [few, many] = [again.certificate.iterations, cold.certificate.iterations];
  assert.ok(few < many, `${few} iterations after the interruption, ${many} from nothing`);
  const [resumed, anew] = [await meanOf(again), await meanOf(cold)];
  assert.ok(
    resumed.every((value: number, k: number) => Math.abs(value - anew[k]) < 1e-5),
    `${resumed} against ${anew}`,
  );
  assert.deepEqual(await checkpoints(), []);
}

test('a fit whose process is killed goes on where it was when it is asked for again', async () => {
  const id = await startJob(service, body, REGRESSIONS);
  process.kill(await midSolve(id), 'SIGKILL');
  const { error } = await jobInState(service, id, 'failed');
  assert.deepEqual([error.code, error.details.signal], ['runner_died', 'SIGKILL']);
  await goesOn();
});

test('a fit goes on by itself when the service is started again', async () => {
  const id = await startJob(service, body, REGRESSIONS);
  await midSolve(id);
  await service.restart();
  await jobInState(service, id, 'succeeded');
  const { json } = await service.get(`/v1/jobs/${id}/result`);
  const [few, many] = [json.certificate.iterations, cold.certificate.iterations];
  assert.ok(few < many, `${few} iterations after the interruption, ${many} from nothing`);
  assert.deepEqual(await checkpoints(), []);
});

test('a fit that is cancelled goes on, too', async () => {
  const id = await startJob(service, body, REGRESSIONS);
  await midSolve(id);
  await service.delete(`/v1/jobs/${id}`);
  await jobInState(service, id, 'cancelled');
  await goesOn();
});
