import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { cutShort } from '../../support/damage.ts';
import { MLP, numbers } from '../../support/requests.ts';
import { NPZ, TestService } from '../../support/service.ts';
import { damageChecks, OF_JSON, OF_NPY } from './checks.ts';

const service = await TestService.start({ tensors: 'cpu' });
const { neverWrong, damaged, damaging, files } = damageChecks(service);

describe('a trained network', async () => {
  const TRAININGS = '/v1/trainings';
  const body = {
    architecture: { ...MLP, width: 6 },
    train: { x: numbers(8, 3), y: numbers(8, 2, 2) },
    optimizer: { kind: 'adam' },
    steps: 4,
  };
  const train = async (seed: number): Promise<string> => (await service.post(TRAININGS, { ...body, seed })).json.id;
  const [id, another] = [await train(0), await train(1)];
  const what = `training ${id}`;
  const of = await files('trainings', id);
  const exported = (await service.get(`${TRAININGS}/${id}/export`, { accept: NPZ })).bytes;
  const predictions = `${TRAININGS}/${id}/predictions`;
  const options = { json: { test: { x: numbers(5, 3, 1) } } };
  const { mean } = (await service.request('POST', predictions, options)).json;
  const further = { json: { ...body, start_from: id } };

  for (const [how, damage] of Object.entries(OF_NPY))
    test(`a file of which ${how}`, () =>
      damaging(of('.parameters.0.values.npy'), damage, of('.parameters.1.values.npy'), async () => {
        await damaged(what, 'POST', predictions, options);
        await damaged(what, 'POST', TRAININGS, further);
        assert.equal(await neverWrong(what, `${TRAININGS}/${id}/export`, NPZ, exported), 'problem', 'small enough to be whole');
        assert.equal((await service.get(`${TRAININGS}/${id}`)).status, 200, 'it is described still');
      }));

  for (const [how, damage] of Object.entries(OF_JSON))
    test(`the description of which ${how}`, () =>
      damaging(of('model.json'), damage, join(service.dataDir, 'trainings', another, 'model.json'), async () => {
        for (const place of ['', '/export']) await damaged(what, 'GET', `${TRAININGS}/${id}${place}`);
        await damaged(what, 'POST', predictions, options);
        await damaged(what, 'POST', TRAININGS, further);
        const { trainings } = (await service.get(TRAININGS)).json;
        assert.deepEqual(
          trainings.map((training: { id: string }) => training.id),
          [another],
        );
      }));

  test('predicts as before when its files are', async () => {
    assert.deepEqual((await service.request('POST', predictions, options)).json.mean, mean);
  });

  test('that is damaged outlives a restart, until it is deleted', async () => {
    await cutShort(of('model.json'));
    await service.restart();
    await damaged(what, 'GET', `${TRAININGS}/${id}`);
    assert.equal((await service.delete(`${TRAININGS}/${id}`)).status, 204);
    await service.refuses(404, 'training_not_found', 'GET', `${TRAININGS}/${id}`);
    assert.deepEqual(await readdir(join(service.dataDir, 'trainings')), [another]);
  });
});
