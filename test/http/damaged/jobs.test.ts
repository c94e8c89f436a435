import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { SUM_BYTES } from '../../../src/store/piece-sums.ts';
import { flipBit } from '../../support/damage.ts';
import { jobInState, startJob } from '../../support/long-jobs.ts';
import { MLP, npy, numbers, unzip } from '../../support/requests.ts';
import { NPY, NPZ, TestService } from '../../support/service.ts';
import { damageChecks, JSON_TYPE, OF_JSON, OF_NPY } from './checks.ts';

const service = await TestService.start();
const { receive, neverWrong, damaged, damaging, files } = damageChecks(service);
await service.put('/v1/arrays/points', npy(numbers(600, 3)));

describe('a job', async () => {
  const finished = async (body: object) => {
    const id = await startJob(service, body);
    await jobInState(service, id, 'succeeded');
    return id;
  };
  const request = (rows: number) => ({
    architecture: MLP,
    points: { x: { array_id: 'points', rows: [0, rows] } },
    outputs: ['ntk'],
  });
  /** A matrix that was sent to the server as numbers, and one that was written by the runner, of three pieces. */
  const ids = { small: await finished(request(20)), large: await finished(request(600)) };
  const other = { small: await finished(request(19)), large: await finished(request(599)) };

  for (const size of ['small', 'large'] as const) {
    const id = ids[size];
    const result = `/v1/jobs/${id}/result`;
    const of = await files('jobs', id);
    const ofOther = await files('jobs', other[size]);
    const good = new Map<string, Uint8Array>();
    for (const accept of [JSON_TYPE, NPY, NPZ]) good.set(accept, (await service.get(result, { accept })).bytes);
    const npyOf = (find: typeof of) => find('.npy');

    for (const [how, damage] of Object.entries(OF_NPY))
      test(`whose ${size} result ${how}`, () =>
        damaging(npyOf(of), damage, npyOf(ofOther), async () => {
          for (const [accept, bytes] of good) {
            const end = await neverWrong(`result of job ${id}`, result, accept, bytes);
            if (size === 'small') assert.equal(end, 'problem');
          }
          assert.equal((await service.get(`/v1/jobs/${id}`)).json.state, 'succeeded');
        }));

    for (const [how, damage] of Object.entries(OF_JSON))
      test(`the description of whose ${size} result ${how}`, () =>
        damaging(of('result.json'), damage, ofOther('result.json'), async () => {
          for (const accept of good.keys()) {
            const { details } = await service.refuses(500, 'damaged_file', 'GET', result, { headers: { accept } });
            assert.equal(details.what, `result of job ${id}`);
          }
        }));

    test(`whose ${size} result is as before answers as before`, async () => {
      for (const accept of [JSON_TYPE, NPY])
        assert.deepEqual(Buffer.from((await service.get(result, { accept })).bytes), Buffer.from(good.get(accept)!));
      assert.deepEqual(unzip((await service.get(result, { accept: NPZ })).bytes), unzip(good.get(NPZ)!));
    });
  }

  test('whose large result is damaged in its last piece is sent up to it', async () => {
    const of = await files('jobs', ids.large);
    await damaging(
      of('.npy'),
      (path) => flipBit(path, -1),
      '',
      async () => {
        const { status, bytes, whole } = await receive(`/v1/jobs/${ids.large}/result`, NPY);
        assert.deepEqual([status, whole, bytes.length], [200, false, 2 * SUM_BYTES]);
      },
    );
  });

  const record = await files('jobs', ids.small);
  for (const [how, damage] of Object.entries(OF_JSON))
    test(`whose record ${how}`, () =>
      damaging(record('record.json'), damage, join(service.dataDir, 'jobs', other.small, 'record.json'), async () => {
        for (const place of ['', '/result']) await damaged(`job ${ids.small}`, 'GET', `/v1/jobs/${ids.small}${place}`);
        const { jobs } = (await service.get('/v1/jobs')).json;
        assert.equal(jobs.length, 3);
        assert.ok(jobs.every(({ id }: { id: string }) => id !== ids.small));
      }));

  test('that is damaged outlives a restart, until it is deleted', async () => {
    await flipBit(record('record.json'), 70);
    await service.restart();
    await damaged(`job ${ids.small}`, 'GET', `/v1/jobs/${ids.small}`);
    assert.equal((await service.delete(`/v1/jobs/${ids.small}`)).status, 204);
    await service.refuses(404, 'job_not_found', 'GET', `/v1/jobs/${ids.small}`);
    assert.ok(!(await service.jobFolders()).includes(ids.small));
  });
});
