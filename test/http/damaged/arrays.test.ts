import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { encodeNpy } from '../../../src/store/npy/encode.ts';
import { SUM_BYTES } from '../../../src/store/piece-sums.ts';
import { flipBit } from '../../support/damage.ts';
import { MLP, npy, numbers } from '../../support/requests.ts';
import { NPY, TestService } from '../../support/service.ts';
import { damageChecks, JSON_TYPE, OF_JSON, OF_NPY } from './checks.ts';

const service = await TestService.start();
const { receive, neverWrong, damaged, damaging } = damageChecks(service);
await service.put('/v1/arrays/points', npy(numbers(600, 3)));

describe('an array', async () => {
  const [ROWS, COLUMNS] = [1400, 250];
  const data = Float64Array.from({ length: ROWS * COLUMNS }, (_, i) => Math.sin(i));
  const file = encodeNpy({ shape: [ROWS, COLUMNS], data });
  const other = encodeNpy({ shape: [ROWS, COLUMNS], data: data.toReversed() });
  for (const [id, bytes] of [
    ['large', file],
    ['other', other],
  ] as const)
    assert.equal((await service.put(`/v1/arrays/${id}`, bytes)).status, 201);
  const names = await readdir(join(service.dataDir, 'arrays'));
  const pathsOf = async (id: string) => {
    for (const name of names.filter((candidate) => candidate.endsWith('.json'))) {
      const { content } = JSON.parse(await readFile(join(service.dataDir, 'arrays', name), 'utf8'));
      if (content.id === id)
        return { json: join(service.dataDir, 'arrays', name), npy: join(service.dataDir, 'arrays', content.file) };
    }
    throw new Error(`no ${id}`);
  };
  const [large, second] = [await pathsOf('large'), await pathsOf('other')];
  const kernels = { architecture: MLP, points: { x: { array_id: 'large', rows: [1300, 1310] } }, outputs: ['nngp'] };
  const good = (await service.post('/v1/kernels', kernels)).json;

  for (const [what, damage] of Object.entries(OF_NPY))
    test(`whose file ${what}`, () =>
      damaging(large.npy, damage, second.npy, async () => {
        await neverWrong('array large', '/v1/arrays/large', NPY, file);
        const { details } = await service.refuses(500, 'damaged_file', 'POST', '/v1/kernels', { json: kernels });
        assert.deepEqual(details, { what: 'array large', path: '/points/x' });
        assert.equal((await service.get('/v1/arrays/large', { accept: JSON_TYPE })).status, 200, 'it is described still');
      }));

  test('whose last piece alone is damaged is sent up to it, and rows before it are good', () =>
    damaging(
      large.npy,
      (path) => flipBit(path, -1),
      second.npy,
      async () => {
        const { status, bytes, whole } = await receive('/v1/arrays/large', NPY);
        assert.deepEqual([status, whole, bytes.length], [200, false, 2 * SUM_BYTES]);
        assert.ok(Buffer.from(file).subarray(0, bytes.length).equals(bytes));
        const rows = { architecture: MLP, points: { x: { array_id: 'large', rows: [0, 3] } }, outputs: ['nngp'] };
        const inline = {
          ...rows,
          points: { x: [0, 1, 2].map((row) => [...data.subarray(row * COLUMNS, (row + 1) * COLUMNS)]) },
        };
        const [stored, sent] = [await service.post('/v1/kernels', rows), await service.post('/v1/kernels', inline)];
        assert.deepEqual(stored.json.kernels, sent.json.kernels);
      },
    ));

  test('whose first piece is damaged is answered with the problem', () =>
    damaging(
      large.npy,
      (path) => flipBit(path, 1000),
      second.npy,
      async () => {
        assert.equal(await neverWrong('array large', '/v1/arrays/large', NPY, file), 'problem');
      },
    ));

  for (const [what, damage] of Object.entries(OF_JSON))
    test(`whose description ${what}`, () =>
      damaging(large.json, damage, second.json, async () => {
        await damaged('array large', 'GET', '/v1/arrays/large');
        await neverWrong('array large', '/v1/arrays/large', NPY, file);
        await service.refuses(500, 'damaged_file', 'POST', '/v1/kernels', { json: kernels });
        const { arrays } = (await service.get('/v1/arrays')).json;
        assert.deepEqual(
          arrays.map(({ id }: { id: string }) => id),
          ['other', 'points'],
        );
        await service.restart();
        await damaged('array large', 'GET', '/v1/arrays/large');
      }));

  test('is as good as before when its files are', async () => {
    assert.deepEqual((await service.post('/v1/kernels', kernels)).json.kernels, good.kernels);
    assert.deepEqual(Buffer.from((await service.get('/v1/arrays/large', { accept: NPY })).bytes), Buffer.from(file));
  });

  test('that is damaged can be deleted, or uploaded again', async () => {
    await flipBit(large.json, 60);
    assert.equal((await service.delete('/v1/arrays/large')).status, 204);
    await service.refuses(404, 'array_not_found', 'GET', '/v1/arrays/large');
    assert.equal((await readdir(join(service.dataDir, 'arrays'))).length, names.length - 2);
    await flipBit(second.json, 60);
    assert.equal((await service.put('/v1/arrays/other', file)).status, 201);
    assert.deepEqual(Buffer.from((await service.get('/v1/arrays/other', { accept: NPY })).bytes), Buffer.from(file));
  });
});
