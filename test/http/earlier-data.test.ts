import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { jobInState, startJob } from '../support/long-jobs.ts';
import { MLP, npy, numbers } from '../support/requests.ts';
import { NPY, TestService } from '../support/service.ts';

const REGRESSIONS = '/v1/regressions';

/** Makes a data directory what versions without sums wrote. */
async function withoutSums(folder: string): Promise<number> {
  let changed = 0;
  for (const name of (await readdir(folder, { recursive: true })).filter((path) => path.endsWith('.json'))) {
    const { content } = JSON.parse(await readFile(join(folder, name), 'utf8'));
    const text = JSON.stringify(content, (key, value) => (key === 'crc32' ? undefined : value));
    await writeFile(join(folder, name), `${text}\n`);
    changed++;
  }
  return changed;
}

test('what versions without sums wrote is there, and answers the same', async () => {
  const service = await TestService.start();
  await service.put('/v1/arrays/points', npy(numbers(300, 3)));
  const kernel = (count: number) => ({ architecture: MLP, points: { x: { array_id: 'points', rows: [0, count] } } });
  const train = { x: { array_id: 'points', rows: [0, 20] }, y: numbers(20, 2) };
  const jobs: string[] = [];
  for (const body of [kernel(5), kernel(300), { ...kernel(1), points: { x: [[1e200]] } }]) {
    const id = await startJob(service, body);
    await jobInState(service, id, 'succeeded', 'failed');
    jobs.push(id);
  }
  const models: string[] = [];
  for (const solver of [{ kind: 'cholesky' }, { kind: 'subsets', count: 2, size: 8 }])
    models.push((await service.post(REGRESSIONS, { architecture: MLP, train, solver })).json.id);
  const answers = async () => {
    const found = [await service.get('/v1/arrays/points', { accept: NPY })];
    for (const path of ['/v1/arrays', '/v1/jobs', REGRESSIONS]) found.push(await service.get(path));
    for (const id of jobs) for (const place of ['', '/result']) found.push(await service.get(`/v1/jobs/${id}${place}`));
    for (const id of models) found.push(await service.get(`${REGRESSIONS}/${id}`));
    const bodies = found.map(({ json, bytes }) => json ?? Buffer.from(bytes)).map(({ request_id: _, ...rest }) => rest);
    for (const id of models) {
      const { json } = await service.post(`${REGRESSIONS}/${id}/predictions`, { test: { x: numbers(5, 3, 1) } });
      bodies.push(json.mean);
    }
    return bodies;
  };
  const before = await answers();
  await service.stop();
  assert.ok((await withoutSums(service.dataDir)) >= 9);
  await service.restart();
  assert.deepEqual(await answers(), before);
});
