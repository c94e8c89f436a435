import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { encodeNpy } from '../../src/store/npy/encode.ts';
import { jobInState, QUICK, runner, startJob } from '../support/long-jobs.ts';
import { MLP, npy, numbers } from '../support/requests.ts';
import { eventually, NPY, NPZ, TestService } from '../support/service.ts';
import { SmallDisk } from '../support/small-disk.ts';

const disk = await SmallDisk.mount(4);
if (disk) await fullDisk(disk);

/** Whatever is acknowledged is there, and what is not leaves nothing, when the disk of the data directory is full. */
async function fullDisk(disk: SmallDisk): Promise<void> {
  const service = await TestService.start({ dataDir: disk.path });
  // After the service has stopped.
  after(() => disk.unmount());
  const filesIn = async (folder: string) => (await readdir(join(disk.path, folder), { recursive: true }).catch(() => [])).sort();
  const REGRESSIONS = '/v1/regressions';
  const fit = { architecture: MLP, train: { x: numbers(24, 3), y: numbers(24, 1) } };
  const test5 = { test: { x: numbers(5, 3, 1) } };
  /** The kernel of so many points: 8 bytes an entry. */
  const kernel = (count: number) => ({
    architecture: MLP,
    points: { x: { array_id: 'points', rows: [0, count] } },
    outputs: ['ntk'],
  });
  const points = npy(numbers(1200, 2));
  const small = npy(numbers(50, 2));

  assert.equal((await service.put('/v1/arrays/points', points)).status, 201);
  const model = (await service.post(REGRESSIONS, fit)).json;
  const predicted = (await service.post(`${REGRESSIONS}/${model.id}/predictions`, test5)).json.mean;
  const exported = (await service.get(`${REGRESSIONS}/${model.id}/export`, { accept: NPZ })).bytes;
  const [arraysBefore, modelsBefore] = [await filesIn('arrays'), await filesIn('regressions')];

  /** Does it on a disk that is full to the last block, or the last but some. */
  async function whenFull(work: () => Promise<void>, blocks = 0): Promise<void> {
    await disk.fill(blocks);
    try {
      await work();
    } finally {
      await disk.makeRoom();
    }
  }

  test('an upload that does not fit is refused, and leaves nothing', async () => {
    const large = encodeNpy({ shape: [1_000_000], data: new Float64Array(1_000_000) });
    const options = { body: large, headers: { 'content-type': NPY } };
    const { details } = await service.refuses(507, 'storage_full', 'PUT', '/v1/arrays/large', options);
    assert.match(String(details.reason), /no space/);
    assert.deepEqual(await filesIn('arrays'), arraysBefore);
    await whenFull(async () => {
      for (const id of ['new', 'points'])
        await service.refuses(507, 'storage_full', 'PUT', `/v1/arrays/${id}`, { ...options, body: small });
      assert.deepEqual(await filesIn('arrays'), arraysBefore);
      assert.deepEqual(Buffer.from((await service.get('/v1/arrays/points', { accept: NPY })).bytes), Buffer.from(points));
    });
    assert.equal((await service.put('/v1/arrays/new', small)).status, 201);
    await whenFull(async () => {
      assert.equal((await service.delete('/v1/arrays/new')).status, 204);
    });
    assert.deepEqual(await filesIn('arrays'), arraysBefore);
  });

  test('a fit that does not fit fails, an import too; earlier models predict', async () => {
    await whenFull(async () => {
      for (const solver of [{ kind: 'cholesky' }, { kind: 'conjugate_gradients' }, { kind: 'subsets', count: 2, size: 8 }])
        await service.refuses(507, 'storage_full', 'POST', REGRESSIONS, { json: { ...fit, solver } });
      await service.refuses(507, 'storage_full', 'POST', `${REGRESSIONS}/import`, {
        body: exported,
        headers: { 'content-type': NPZ },
      });
      assert.deepEqual((await service.get(REGRESSIONS)).json.regressions, [model]);
      assert.deepEqual((await service.post(`${REGRESSIONS}/${model.id}/predictions`, test5)).json.mean, predicted);
      assert.deepEqual(await filesIn('regressions'), modelsBefore);
    });
    // Some of its files are there when the next does not fit.
    const statuses: number[] = [];
    for (let blocks = 1; blocks < 12; blocks++)
      await whenFull(async () => {
        const { status, json } = await service.post(REGRESSIONS, fit);
        statuses.push(status);
        if (status === 201) await service.delete(`${REGRESSIONS}/${json.id}`);
        assert.deepEqual(await filesIn('regressions'), modelsBefore, `${blocks} blocks`);
      }, blocks);
    assert.ok(statuses.includes(507) && statuses.at(-1) === 201, String(statuses));
    const again = (await service.post(REGRESSIONS, fit)).json;
    assert.deepEqual((await service.post(`${REGRESSIONS}/${again.id}/predictions`, test5)).json.mean, predicted);
    assert.equal((await service.delete(`${REGRESSIONS}/${again.id}`)).status, 204);
    assert.deepEqual(await filesIn('regressions'), modelsBefore);
  });

  test('a job that cannot be kept is not acknowledged', async () => {
    await whenFull(async () => {
      for (const [path, json] of [
        ['/v1/kernels', QUICK],
        [REGRESSIONS, fit],
        [REGRESSIONS, { ...fit, solver: { kind: 'subsets', count: 2, size: 8 } }],
      ] as const)
        await service.refuses(507, 'storage_full', 'POST', path, { json, headers: { prefer: 'respond-async' } });
      assert.deepEqual((await service.get('/v1/jobs')).json.jobs, []);
      assert.deepEqual(await service.jobFolders(), []);
      assert.equal((await service.post('/v1/kernels', QUICK)).status, 200, 'what is not kept needs no disk');
    });
    const statuses: number[] = [];
    for (let blocks = 1; blocks < 12; blocks++)
      await whenFull(async () => {
        const { status, json } = await service.post('/v1/kernels', QUICK, { prefer: 'respond-async' });
        statuses.push(status);
        if (status === 202) {
          await jobInState(service, json.id, 'succeeded', 'failed');
          await service.delete(`/v1/jobs/${json.id}`);
        }
        assert.deepEqual(await service.jobFolders(), [], `${blocks} blocks`);
      }, blocks);
    assert.ok(statuses.includes(507) && statuses.at(-1) === 202, String(statuses));
  });

  test('a job whose result does not fit fails, and gives back what it took', async () => {
    const id = await startJob(service, kernel(1000));
    const job = await jobInState(service, id, 'failed', 'succeeded');
    assert.deepEqual([job.state, job.error?.code], ['failed', 'storage_full']);
    await service.refuses(507, 'storage_full', 'GET', `/v1/jobs/${id}/result`);
    await eventually(async () => (await filesIn(`jobs/${id}`)).join() === 'input.json,record.json');
    assert.equal((await service.put('/v1/arrays/new', small)).status, 201);
    await service.restart();
    assert.deepEqual((await service.get(`/v1/jobs/${id}`)).json, job);
    await service.delete(`/v1/jobs/${id}`);
    await service.delete('/v1/arrays/new');
  });

  for (const count of [1000, 1200])
    test(`so does one of ${count} points that somebody waits for`, async () => {
      for (const accept of ['application/json', NPY]) {
        const response = await fetch(`${service.url}/v1/kernels`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', accept },
          body: JSON.stringify(kernel(count)),
        });
        // The beginning may have been sent before the disk was full: then the answer breaks off.
        if (response.status === 200) await assert.rejects(response.arrayBuffer());
        else assert.deepEqual([response.status, ((await response.json()) as { code: string }).code], [507, 'storage_full']);
        await eventually(async () => (await service.jobFolders()).length === 0);
      }
    });

  /** A job whose runner stands still until the disk is full; `end` lets it go on, or not. */
  async function endsWhenFull(body: object, end: (id: string, goOn: () => void) => Promise<unknown>): Promise<string> {
    const { pid } = await eventually(async () => {
      const found = await runner(service, 'quick');
      return found.state === 'idle' && found;
    });
    process.kill(pid, 'SIGSTOP');
    const id = await startJob(service, body);
    await jobInState(service, id, 'running');
    await disk.fill();
    await end(id, () => process.kill(pid, 'SIGCONT'));
    await service.restart();
    return id;
  }

  for (const [what, body, code] of [
    ['has a result', kernel(100), 'storage_full'],
    ['has none', { ...QUICK, points: { x: [[1e200]] } }, 'kernel_overflow'],
  ] as const)
    test(`how an acknowledged job ended is kept on a full disk, over a restart on it, too: one that ${what}`, async () => {
      try {
        const id = await endsWhenFull(body, async (job, goOn) => {
          goOn();
          await jobInState(service, job, 'failed', 'succeeded');
        });
        const { json: job } = await service.get(`/v1/jobs/${id}`);
        assert.deepEqual([job.state, job.error?.code], ['failed', code]);
        assert.deepEqual((await service.get('/v1/jobs')).json.jobs[0], job);
        assert.equal((await service.delete(`/v1/jobs/${id}`)).status, 204);
      } finally {
        await disk.makeRoom();
      }
    });

  test('a job that is cancelled on a full disk is cancelled', async () => {
    try {
      const id = await endsWhenFull(kernel(100), (job) => service.delete(`/v1/jobs/${job}`));
      await service.refuses(409, 'job_cancelled', 'GET', `/v1/jobs/${id}/result`);
    } finally {
      await disk.makeRoom();
    }
  });

  test('when there is room again everything works, without a restart', async () => {
    await whenFull(async () => {
      await service.refuses(507, 'storage_full', 'POST', REGRESSIONS, { json: fit });
    });
    assert.equal((await service.put('/v1/arrays/new', small)).status, 201);
    assert.equal((await service.post(REGRESSIONS, fit)).status, 201);
    const id = await startJob(service, kernel(300));
    await jobInState(service, id, 'succeeded');
    const { status, bytes } = await service.get(`/v1/jobs/${id}/result`, { accept: NPY });
    assert.deepEqual([status, bytes.length], [200, 128 + 8 * 300 ** 2]);
  });
}
