import assert from 'node:assert/strict';
import { encodeNpy } from '../../src/store/npy/encode.ts';
import { eventually, type TestService } from './service.ts';

/** Requests that take longer than any test waits, for tests of what can be done about that. */

const COUNT = 1_000_000;

/** Settings of a service that takes them all: DEAF would need more memory than machines have, and is ended before that. */
export const UNLIMITED = { memoryBytes: Number.MAX_SAFE_INTEGER };

/** Uploads the points that the requests below name. */
export async function uploadPoints(service: TestService): Promise<void> {
  const data = Float64Array.from({ length: COUNT }, (_, i) => Math.sin(i));
  assert.equal((await service.put('/v1/arrays/points', encodeNpy({ shape: [COUNT, 1], data }))).status, 201);
}

/** Many blocks of work, each short: progress is reported and a cancel is heard. */
export const STEADY = {
  architecture: { type: 'mlp', depth: 1000, activation: { name: 'erf' } },
  points: { x: { array_id: 'points', rows: [0, 4000] } },
  outputs: ['nngp'],
};

/** Features of many coordinates: a single piece of work before anything is handed out, in which the runner hears nothing. */
export const DEAF = {
  architecture: {
    type: 'hypernetwork',
    hyper: { type: 'mlp', depth: 2, activation: { name: 'relu' } },
    primary: { type: 'mlp', depth: 1000, activation: { name: 'erf' } },
    coordinate_features: { kind: 'fourier', features: 1000, length_scale: 1, seed: 1 },
  },
  points: { x: [[0.5]], z: [[0.5]] },
  points2: { x: [[0.5]], z: { array_id: 'points' }, pairing: 'grid' },
  outputs: ['nngp'],
};

export const QUICK = { architecture: { type: 'mlp', depth: 2, activation: { name: 'relu' } }, points: { x: [[1, 2]] } };

/** Starts a job with respond-async; its id. */
export async function startJob(service: TestService, body: object = STEADY, path = '/v1/kernels'): Promise<string> {
  const { status, json } = await service.post(path, body, { prefer: 'respond-async' });
  assert.equal(status, 202);
  return json.id;
}

export function jobInState(service: TestService, id: string, ...states: string[]) {
  return eventually(async () => {
    const { json } = await service.get(`/v1/jobs/${id}`);
    return states.includes(json.state) && json;
  });
}

export async function runner(
  service: TestService,
  lane: 'quick' | 'heavy',
): Promise<{ state: string; pid: number; jobs_done: number }> {
  const { runners } = (await service.get('/v1/system')).json;
  return runners.find((other: { lane: string }) => other.lane === lane);
}
