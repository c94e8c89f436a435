import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { drawSubset } from '../../src/regression/subsets/draw.ts';
import { writeBundle } from '../../src/store/bundle.ts';
import { readNpyFile } from '../../src/store/npy/file.ts';
import { flipBit } from '../support/damage.ts';
import { MLP, numbers } from '../support/requests.ts';
import { TestService } from '../support/service.ts';

// One after the other, so that the last is the last.
const service = await TestService.start({ heavyRunners: 1, quickRunners: 1 });
const REGRESSIONS = '/v1/regressions';
const SPEC = { size: 8, seed: 4 };

/** Points of which the third subset holds one twice, so that it has no solution without a ridge. */
const points = numbers(24, 3);
const [a, b] = drawSubset({ ...SPEC, count: 3, disjoint: true }, 2, 24);
points[b!] = points[a!]!;
const body = (count: number, change: object = {}) => ({
  architecture: MLP,
  train: { x: points, y: numbers(24, 2, 2) },
  ridge: { value: 0 },
  solver: { kind: 'subsets', count, ...SPEC },
  ...change,
});

const folder = join(service.dataDir, 'checkpoints');
const kept = async () => (await readdir(folder).catch(() => [] as string[])).filter((name) => name.endsWith('.npy'));

test('subsets that were fitted before another failed are not fitted again, and kept no longer than it takes', async () => {
  const fresh = (await service.post(REGRESSIONS, body(2))).json;
  assert.deepEqual(await kept(), []);
  await service.refuses(422, 'not_positive_definite', 'POST', REGRESSIONS, { json: body(3) });
  const files = await kept();
  assert.equal(files.length, 2);
  // A training error that no fit would find.
  for (const name of files) {
    const { shape, data } = await readNpyFile(join(folder, name));
    data[data.length - 1] = 7;
    const digest = name.split('.')[0]!;
    await writeBundle({ folder, name: digest, of: `checkpoint ${digest}` }, { shape, data });
  }
  await service.restart();
  const other = (await service.post(REGRESSIONS, body(2, { ridge: { value: 0.5 } }))).json;
  assert.notEqual(other.train_mse, 7, 'another ridge is another problem');
  assert.equal((await kept()).length, 2);
  const { status, json } = await service.post(REGRESSIONS, body(2));
  assert.deepEqual([status, json.train_mse], [201, 7]);
  assert.deepEqual(await kept(), []);
  const means = await Promise.all(
    [fresh, json].map(async ({ id }) => {
      const reply = await service.post(`${REGRESSIONS}/${id}/predictions`, { test: { x: numbers(5, 3, 1) } });
      return [reply.json.mean, reply.json.spread];
    }),
  );
  assert.deepEqual(means[1], means[0]);
  assert.equal((await service.post(REGRESSIONS, body(2))).json.train_mse, fresh.train_mse);
});

test('one that was kept and is damaged is fitted again', async () => {
  const fresh = (await service.post(REGRESSIONS, body(2))).json;
  await service.refuses(422, 'not_positive_definite', 'POST', REGRESSIONS, { json: body(3) });
  for (const name of await kept()) await flipBit(join(folder, name), -2, 6);
  const { status, json } = await service.post(REGRESSIONS, body(2));
  assert.deepEqual([status, json.train_mse], [201, fresh.train_mse]);
  assert.deepEqual(await kept(), []);
});
