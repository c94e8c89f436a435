import assert from 'node:assert/strict';
import { copyFile, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { encodeNpy } from '../../src/store/npy/encode.ts';
import { SUM_BYTES } from '../../src/store/piece-sums.ts';
import { cutShort, flipBit } from '../support/damage.ts';
import { jobInState, startJob } from '../support/long-jobs.ts';
import { MLP, npy, numbers, unzip } from '../support/requests.ts';
import { NPY, NPZ, TestService } from '../support/service.ts';

/** Whatever happens to a file: no wrong number is ever answered, and the error says what is damaged. */

const service = await TestService.start();
const JSON_TYPE = 'application/json';
await service.put('/v1/arrays/points', npy(numbers(600, 3)));

type Damage = (path: string, other: string) => Promise<unknown>;

/** Of any file; `other` is a valid one of the same kind. */
const ANY: Record<string, Damage> = {
  'is cut short': (path) => cutShort(path),
  'is empty': (path) => writeFile(path, ''),
  'has a flipped bit at its beginning': (path) => flipBit(path, 1),
  'has a flipped bit at its end': (path) => flipBit(path, -1),
  'is another': (path, other) => copyFile(other, path),
};
const OF_NPY: Record<string, Damage> = {
  ...ANY,
  'has a flipped bit in its header': (path) => flipBit(path, 40),
  'has a flipped bit in its numbers': (path) => flipBit(path, 140, 6),
  'is too long': (path) => writeFile(path, 'x', { flag: 'a' }),
  'is missing': (path) => rm(path),
};
const OF_JSON: Record<string, Damage> = {
  ...ANY,
  'has a flipped bit in its sum': (path) => flipBit(path, 12),
  'has a flipped bit in its content': (path) => flipBit(path, 150),
};

/** Zip files say when they were made: where the first does. */
const ZIP_TIME = [10, 14] as const;

/** All of an answer that comes, and whether it came whole. */
async function receive(path: string, accept: string) {
  const response = await fetch(service.url + path, { headers: { accept } });
  const chunks: Uint8Array[] = [];
  try {
    for await (const chunk of response.body!) chunks.push(chunk as Uint8Array);
  } catch {
    return { status: response.status, bytes: Buffer.concat(chunks), whole: false };
  }
  return { status: response.status, bytes: Buffer.concat(chunks), whole: true };
}

/** Checks that an answer is the problem, or breaks off before it says anything else than `good`. */
async function neverWrong(what: string, path: string, accept: string, good: Uint8Array): Promise<'problem' | 'broken off'> {
  const { status, bytes, whole } = await receive(path, accept);
  if (status === 500) {
    const { code, details } = JSON.parse(bytes.toString());
    assert.deepEqual([code, details], ['damaged_file', { what }]);
    return 'problem';
  }
  assert.deepEqual([status, whole], [200, false], `${path} as ${accept}`);
  if (accept === NPZ) for (const answer of [bytes, good]) answer.fill(0, ...ZIP_TIME);
  assert.ok(bytes.length < good.length && Buffer.from(good).subarray(0, bytes.length).equals(bytes), `${path} as ${accept}`);
  return 'broken off';
}

async function damaged(what: string, method: string, path: string, options: { json?: unknown } = {}): Promise<void> {
  const { details, detail } = await service.refuses(500, 'damaged_file', method, path, options);
  assert.equal(details.what, what);
  assert.ok(!detail.includes(service.dataDir), detail);
}

/** Does it with a file that is as before afterwards. */
async function damaging(path: string, damage: Damage, other: string, work: () => Promise<void>): Promise<void> {
  const good = await readFile(path);
  try {
    await damage(path, other);
    await work();
  } finally {
    await writeFile(path, good);
  }
}

/** The files of a folder, by the ends of their names. */
async function files(...folder: string[]) {
  const names = await readdir(join(service.dataDir, ...folder));
  return (end: string) => {
    const found = names.filter((name) => name.endsWith(end));
    assert.equal(found.length, 1, `${end} among ${names}`);
    return join(service.dataDir, ...folder, found[0]!);
  };
}

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
