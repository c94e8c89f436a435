import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { jobInState, startJob } from '../support/long-jobs.ts';
import { numbers } from '../support/requests.ts';
import { eventually, NPZ, TestService } from '../support/service.ts';
import { membersOf } from '../support/zip.ts';

/** A training of some seconds, of which a state is kept every now and then. */
const service = await TestService.start({ tensors: 'cpu', checkpointMs: 50 });
const TRAININGS = '/v1/trainings';
const STEPS = 2000;
const body = {
  architecture: {
    type: 'hypernetwork',
    hyper: { type: 'mlp', depth: 2, activation: { name: 'relu' }, width: 12, bias_std: 0.1 },
    primary: { type: 'mlp', depth: 2, activation: { name: 'erf' }, width: 6 },
  },
  train: { x: numbers(6, 3), z: numbers(4, 2, 1), pairing: 'grid', y: numbers(24, 1, 2) },
  test: { x: numbers(2, 3, 5), z: numbers(4, 2, 1), pairing: 'grid', y: numbers(8, 1, 4) },
  optimizer: { kind: 'adam', learning_rate: 0.01 },
  batch_size: 7,
  steps: STEPS,
  record_every: 50,
  seed: 3,
};

const checkpoints = async () =>
  (await readdir(join(service.dataDir, 'checkpoints')).catch(() => [] as string[])).filter((name) => name.endsWith('.json'));
const weightsOf = async (id: string) => {
  const { bytes } = await service.get(`${TRAININGS}/${id}/export`, { accept: NPZ });
  // Beside the arrays a file has the JSON, which tells one id from another.
  return membersOf(bytes)
    .filter(({ name }) => name.endsWith('.npy'))
    .map(({ name, bytes: array }) => [name, Buffer.from(array).toString('base64')]);
};

/** What was never interrupted. */
const whole = (await service.post(TRAININGS, body)).json;
const weights = await weightsOf(whole.id);
assert.deepEqual(await checkpoints(), []);

async function isTheSame({ id, curve }: { id: string; curve: unknown }): Promise<void> {
  assert.deepEqual(curve, whole.curve);
  assert.deepEqual(await weightsOf(id), weights);
  assert.deepEqual(await checkpoints(), []);
}

/** Waits until a training is some way on; its job, and the process that trains. */
async function midway(id: string) {
  const job = await eventually(async () => {
    const { json } = await service.get(`/v1/jobs/${id}`);
    assert.ok(['queued', 'running'].includes(json.state), `it is ${json.state}: it took too few steps to be interrupted`);
    return json.progress.fraction > 0.3 && json;
  });
  const { runners } = (await service.get('/v1/system')).json;
  return { job, pid: runners.find(({ state }: { state: string }) => state === 'busy').pid as number };
}

/** The rest is less than all that was to do. */
async function goesOn(id: string): Promise<void> {
  const { fraction } = (
    await eventually(async () => {
      const { json } = await service.get(`/v1/jobs/${id}`);
      return (json.progress.fraction > 0 || json.state === 'succeeded') && json;
    })
  ).progress;
  assert.ok(fraction > 0.25, `it begins again at ${fraction}`);
  await jobInState(service, id, 'succeeded');
  await isTheSame((await service.get(`/v1/jobs/${id}/result`)).json);
}

describe('an interrupted training goes on to the same network, to the bit', () => {
  test('where its process is killed', async () => {
    const id = await startJob(service, body, TRAININGS);
    process.kill((await midway(id)).pid, 'SIGKILL');
    await eventually(async () => (await service.get(`/v1/jobs/${id}`)).json.attempts === 2);
    await goesOn(id);
  });

  test('where the service is started again', async () => {
    const id = await startJob(service, body, TRAININGS);
    await midway(id);
    await service.restart();
    await goesOn(id);
  });

  test('where it is cancelled, and an equal one is asked for', async () => {
    const id = await startJob(service, body, TRAININGS);
    await midway(id);
    await service.delete(`/v1/jobs/${id}`);
    await jobInState(service, id, 'cancelled');
    assert.equal((await checkpoints()).length, 1);
    await goesOn(await startJob(service, body, TRAININGS));
  });

  test('but one that differs begins anew', async () => {
    const id = await startJob(service, body, TRAININGS);
    await midway(id);
    await service.delete(`/v1/jobs/${id}`);
    await jobInState(service, id, 'cancelled');
    const { json } = await service.post(TRAININGS, { ...body, seed: 4, steps: 50 });
    assert.notDeepEqual(json.curve[0], whole.curve[0]);
    await isTheSame((await service.post(TRAININGS, body)).json);
  });
});

test('events have the learning curve as it grows', async () => {
  const id = await startJob(service, { ...body, seed: 9 }, TRAININGS);
  const events = new TextDecoder().decode((await service.get(`/v1/jobs/${id}/events`, { accept: 'text/event-stream' })).bytes);
  const jobs = [...events.matchAll(/^data: (.*)$/gm)].map(([, data]) => JSON.parse(data!));
  const curves = jobs.flatMap(({ progress }) => (progress.curve ? [progress.curve] : []));
  const { curve } = (await service.get(`/v1/jobs/${id}/result`)).json;
  const lengths = curves.map(({ length }) => length);
  assert.ok(lengths.length >= 3 && new Set(lengths).size >= 3, `${lengths}`);
  assert.deepEqual(
    lengths.toSorted((a, b) => a - b),
    lengths,
  );
  for (const seen of curves) assert.deepEqual(seen, curve.slice(0, seen.length));
});
