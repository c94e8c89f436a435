import assert from 'node:assert/strict';
import { deflated, type Exported, unpacked } from './exports.ts';
import { type Ids, npyOf } from './schema.ts';

const activation = { name: 'erf' };
const mlp = { type: 'mlp', depth: 3, activation };
const hypernetwork = {
  type: 'hypernetwork',
  hyper: { type: 'mlp', depth: 2, activation },
  primary: { type: 'mlp', depth: 2, activation },
};
const line = { x: [[0], [0.5], [1]], y: [0, 0.25, 1] };
const grid = {
  x: [
    [1, 0],
    [0, 1],
  ],
  z: [
    [0, 1],
    [1, 0],
  ],
  pairing: 'grid',
  y: [0, 1, 1, 0],
};
const ridge = { value: 0.1 };

/** One regression for every form that a model has on disk. */
const REGRESSIONS = {
  regression: {
    architecture: mlp,
    train: line,
    gradient_flow: true,
    diagnostics: ['leave_one_out', 'effective_degrees_of_freedom', 'condition_estimate', 'spectrum'],
  },
  grid: { architecture: hypernetwork, train: grid, ridge, solver: { kind: 'full_grid' } },
  nystrom: { architecture: mlp, train: line, ridge, solver: { kind: 'nystrom', rank: 2 } },
  subsets: { architecture: mlp, train: line, ridge, solver: { kind: 'subsets', count: 2, size: 1 } },
};

/** A network that sees what the examples of the contract predict at. */
const TRAINING = { architecture: { ...mlp, width: 4 }, train: line, optimizer: { kind: 'adam' }, steps: 2 };

/** Makes what requests refer to, and files of all models. */
export async function prepare(url: string): Promise<{ ids: Ids; exported: Exported[] }> {
  const ids = await restored(url, {});
  const exported: Exported[] = [];
  for (const name of ['nystrom', 'subsets'] as const)
    exported.push(await exportOf(url, await made(url, '/v1/regressions', REGRESSIONS[name])));
  for (const id of [ids.regression, ids.grid]) exported.push(await exportOf(url, id));
  return { ids, exported: exported.flatMap((file) => [file, deflated(file)]) };
}

/** Cancels and removes what requests have left, and makes again what they have removed. */
export async function keepHouse(url: string, ids: Ids): Promise<Ids> {
  const { jobs } = await call<{ jobs: { id: string }[] }>(url, 'GET', '/v1/jobs');
  for (const { id } of jobs) {
    // The first ends it, where it runs; the second removes its record.
    if (id !== ids.job) for (let times = 0; times < 2; times++) await call(url, 'DELETE', `/v1/jobs/${id}`);
  }
  const { regressions } = await call<{ regressions: { id: string }[] }>(url, 'GET', '/v1/regressions');
  const kept = [ids.regression, ids.grid];
  for (const { id } of regressions) if (!kept.includes(id)) await call(url, 'DELETE', `/v1/regressions/${id}`);
  const { trainings } = await call<{ trainings: { id: string }[] }>(url, 'GET', '/v1/trainings');
  for (const { id } of trainings) if (id !== ids.training) await call(url, 'DELETE', `/v1/trainings/${id}`);
  const known = new Set([...jobs, ...regressions, ...trainings].map(({ id }) => id));
  return restored(url, Object.fromEntries(Object.entries(ids).filter(([, id]) => known.has(id))));
}

async function restored(url: string, { regression, grid: gridId, training, job }: Partial<Ids>): Promise<Ids> {
  const array = 'kept';
  await call(
    url,
    'PUT',
    `/v1/arrays/${array}`,
    npyOf([
      [1, 0],
      [0.6, 0.8],
      [-0.5, 2],
    ]),
  );
  return {
    array,
    regression: regression ?? (await made(url, '/v1/regressions', REGRESSIONS.regression)),
    grid: gridId ?? (await made(url, '/v1/regressions', REGRESSIONS.grid)),
    training: training ?? (await made(url, '/v1/trainings', TRAINING)),
    job:
      job ??
      (
        await call<{ id: string }>(
          url,
          'POST',
          '/v1/kernels',
          { architecture: mlp, points: { x: [[1]] } },
          { prefer: 'respond-async' },
        )
      ).id,
  };
}

async function made(url: string, path: string, body: object): Promise<string> {
  // On a busy machine the first may take longer than the service waits: then the second finds it ready.
  for (let attempt = 0; ; attempt++) {
    const answer = await call<{ id?: string; provenance?: object }>(url, 'POST', path, body);
    if (answer.id !== undefined && answer.provenance !== undefined) return answer.id;
    assert.ok(attempt < 10, `this is not made: ${JSON.stringify(answer)}`);
  }
}

async function exportOf(url: string, id: string): Promise<Exported> {
  return unpacked(new Uint8Array(await (await fetch(`${url}/v1/regressions/${id}/export`)).arrayBuffer()));
}

async function call<Result>(
  url: string,
  method: string,
  path: string,
  body?: object,
  headers: Record<string, string> = {},
): Promise<Result> {
  const file = body instanceof Uint8Array;
  const response = await fetch(url + path, {
    method,
    headers: { ...headers, ...(body && { 'content-type': file ? 'application/x-npy' : 'application/json' }) },
    ...(body && { body: file ? (body as never) : JSON.stringify(body) }),
  });
  return (response.headers.get('content-type')?.includes('json') ? await response.json() : undefined) as Result;
}
