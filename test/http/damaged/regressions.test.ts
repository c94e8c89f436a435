import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { cutShort } from '../../support/damage.ts';
import { MLP, numbers } from '../../support/requests.ts';
import { NPZ, TestService } from '../../support/service.ts';
import { damageChecks, OF_JSON, OF_NPY } from './checks.ts';

const service = await TestService.start();
const { neverWrong, damaged, damaging, files } = damageChecks(service);

describe('a regression', async () => {
  const REGRESSIONS = '/v1/regressions';
  const [x, y] = [numbers(24, 3), numbers(24, 2, 2)];
  const fit = async (solver: object) => (await service.post(REGRESSIONS, { architecture: MLP, train: { x, y }, solver })).json;
  const predict = (id: string) => [`${REGRESSIONS}/${id}/predictions`, { json: { test: { x: numbers(5, 3, 1) } } }] as const;
  const models = {
    cholesky: { id: (await fit({ kind: 'cholesky' })).id, end: '.regression.factor.npy' },
    subsets: { id: (await fit({ kind: 'subsets', count: 2, size: 8 })).id, end: '.regression.parts.1.weights.npy' },
  };
  for (const [kind, { id, end }] of Object.entries(models)) {
    const of = await files('regressions', id);
    const what = `regression ${id}`;
    const exported = (await service.get(`${REGRESSIONS}/${id}/export`, { accept: NPZ })).bytes;
    const [path, options] = predict(id);
    const { mean } = (await service.request('POST', path, options)).json;

    for (const [how, damage] of Object.entries(OF_NPY))
      test(`by ${kind}, a file of which ${how}`, () =>
        damaging(of(end), damage, of('.regression.points.x.npy'), async () => {
          await damaged(what, 'POST', path, options);
          assert.equal(await neverWrong(what, `${REGRESSIONS}/${id}/export`, NPZ, exported), 'problem', 'small enough to be whole');
          assert.equal((await service.get(`${REGRESSIONS}/${id}`)).status, 200, 'it is described still');
        }));

    const another = kind === 'cholesky' ? models.subsets.id : models.cholesky.id;
    for (const [how, damage] of Object.entries(OF_JSON))
      test(`by ${kind}, the description of which ${how}`, () =>
        damaging(of('model.json'), damage, join(service.dataDir, 'regressions', another, 'model.json'), async () => {
          for (const place of ['', '/export', '/diagnostics']) await damaged(what, 'GET', `${REGRESSIONS}/${id}${place}`);
          await damaged(what, 'POST', path, options);
          const { regressions } = (await service.get(REGRESSIONS)).json;
          assert.deepEqual(
            regressions.map((model: { id: string }) => model.id),
            [another],
          );
        }));

    test(`by ${kind} predicts as before when its files are`, async () => {
      assert.deepEqual((await service.request('POST', path, options)).json.mean, mean);
    });
  }

  test('that is damaged outlives a restart, until it is deleted', async () => {
    const { id } = models.subsets;
    const of = await files('regressions', id);
    await cutShort(of('model.json'));
    await service.restart();
    await damaged(`regression ${id}`, 'GET', `${REGRESSIONS}/${id}`);
    assert.equal((await service.delete(`${REGRESSIONS}/${id}`)).status, 204);
    await service.refuses(404, 'regression_not_found', 'GET', `${REGRESSIONS}/${id}`);
    assert.deepEqual(await readdir(join(service.dataDir, 'regressions')), [models.cholesky.id]);
  });
});
