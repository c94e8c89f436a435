import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import Fastify from 'fastify';
import { KeyRing } from '../../src/access/keyring.ts';
import { access } from '../../src/http/plugins/access.ts';
import { problems } from '../../src/http/plugins/problems.ts';
import { flipBit } from '../support/damage.ts';
import { type TestKey, testKey } from '../support/keys.ts';
import { file } from '../support/models.ts';
import { HYPERNETWORK, MLP, npy, numbers, X, Z } from '../support/requests.ts';
import { eventually, NPY, NPZ, TestService } from '../support/service.ts';

const folder = await mkdtemp(join(tmpdir(), 'hypertangent-'));
after(() => rm(folder, { recursive: true }));

const alice = testKey('alice', ['compute']);
const bob = testKey('bob', ['read', 'compute']);
const reader = testKey('reader', ['read'], 'alice');
const root = testKey('root', ['admin']);
const list = (...keys: TestKey[]) => JSON.stringify(keys.map(({ entry }) => entry));
const keysFile = join(folder, 'keys.json');
await writeFile(keysFile, list(alice, bob, reader));

/** Over one data directory, without keys and with them. */
const dataDir = join(folder, 'data');
const before = await TestService.start({ dataDir });
await before.put('/v1/arrays/a', npy([[9]]));
const fit = { architecture: MLP, train: { x: X, y: [1, 2, 3] } };
const old = (await before.post('/v1/regressions', fit)).json.id;
await before.stop();
const service = await TestService.start({ dataDir, keysFile, keys: [root.entry] });

const as = (owner: string) => ({ ...root.headers, 'hypertangent-owner': owner });
const ids = (items: { id: string }[]) => items.map(({ id }) => id);
const upload = (key: Record<string, string>, id: string, rows: number[][]) =>
  service.put(`/v1/arrays/${id}`, npy(rows), { 'content-type': NPY, ...key });
const download = async (key: Record<string, string>, id: string) =>
  Buffer.from((await service.get(`/v1/arrays/${id}`, { accept: NPY, ...key })).bytes);

test('owners may use the same ids, and computations take the arrays of whoever asks', async () => {
  await upload(alice.headers, 'a', [[1, 0]]);
  await upload(bob.headers, 'a', [[2, 0]]);
  assert.deepEqual(await download(alice.headers, 'a'), Buffer.from(npy([[1, 0]])));
  assert.deepEqual(await download(bob.headers, 'a'), Buffer.from(npy([[2, 0]])));
  assert.deepEqual(await download(root.headers, 'a'), Buffer.from(npy([[9]])), 'what is from before is an administrator’s');
  const request = { architecture: { ...MLP, depth: 1 }, points: { x: { array_id: 'a' } }, outputs: ['nngp'] };
  const nngp = async (key: Record<string, string>) => (await service.post('/v1/kernels', request, key)).json.kernels.nngp[0][0];
  assert.deepEqual([await nngp(alice.headers), await nngp(bob.headers), await nngp(root.headers)], [0.5, 2, 81]);
  assert.equal(await nngp(as('bob')), 2);
  assert.equal((await service.request('DELETE', '/v1/arrays/a', { headers: bob.headers })).status, 204);
  assert.deepEqual(await download(alice.headers, 'a'), Buffer.from(npy([[1, 0]])));
  assert.equal((await service.get('/v1/arrays/a', bob.headers)).status, 404);
  for (const name of await readdir(join(dataDir, 'arrays'))) assert.match(name, /^[0-9a-f]{64}(\.json|\.[0-9a-f]{16}\.npy)?$/);
});

test('an administrator sees everything, with its owner, and acts as an owner by a header that is theirs alone', async () => {
  const { id } = (await service.post('/v1/regressions', fit, alice.headers)).json;
  await upload(alice.headers, 'b', [[1, 0]]);
  const { arrays } = (await service.get('/v1/arrays', root.headers)).json;
  assert.deepEqual(
    arrays.map((array: { id: string; owner?: string }) => [array.id, array.owner]).sort(),
    [
      ['a', undefined],
      ['a', 'alice'],
      ['b', 'alice'],
    ].sort(),
  );
  const { regressions } = (await service.get('/v1/regressions', root.headers)).json;
  assert.deepEqual(ids(regressions).sort(), [id, old].sort());
  assert.equal((await service.get(`/v1/regressions/${id}`, root.headers)).json.owner, 'alice');
  assert.equal((await service.post(`/v1/regressions/${id}/predictions`, { test: 'train' }, root.headers)).status, 200);
  assert.deepEqual(ids((await service.get('/v1/regressions', as('alice'))).json.regressions), [id]);
  assert.deepEqual(ids((await service.get('/v1/arrays', as('nobody'))).json.arrays), []);
  assert.equal((await service.get('/v1/arrays/b', root.headers)).status, 404, 'not by its id alone: others may have one');
  assert.equal((await service.request('DELETE', '/v1/arrays/b', { headers: as('alice') })).status, 204);
  assert.equal((await service.get('/v1/arrays/b', alice.headers)).status, 404);
  for (const headers of [alice.headers, reader.headers])
    await service.refuses(403, 'forbidden', 'GET', '/v1/arrays', { headers: { ...headers, 'hypertangent-owner': 'alice' } });
  await service.refuses(400, 'bad_request', 'GET', '/v1/arrays', { headers: as('../alice') });
});

test('what has an owner has it after a restart, and in the parts of a job', async () => {
  const train = { x: numbers(4, 2), z: Z, pairing: 'grid', y: numbers(12, 1) };
  const body = { architecture: HYPERNETWORK, train, solver: { kind: 'subsets', count: 2, size: 4 } };
  const job = (await service.post('/v1/regressions', body, { prefer: 'respond-async', ...alice.headers })).json;
  assert.equal(job.owner, 'alice');
  const path = `/v1/jobs/${job.id}`;
  await eventually(async () => (await service.get(path, alice.headers)).json.state === 'succeeded');
  const { id, owner } = (await service.get(`${path}/result`, alice.headers)).json;
  assert.equal(owner, 'alice');
  const jobsOf = async (key: TestKey) => (await service.get('/v1/jobs', key.headers)).json.jobs as { parent?: string }[];
  const seen = async () => {
    assert.equal((await jobsOf(reader)).filter(({ parent }) => parent === job.id).length, 2);
    assert.deepEqual(await jobsOf(bob), []);
    for (const [key, status] of [
      [reader, 200],
      [root, 200],
      [bob, 404],
    ] as const)
      for (const address of [path, `${path}/result`, `${path}/events`, `/v1/regressions/${id}`])
        assert.equal((await service.get(address, key.headers)).status, status, address);
  };
  await seen();
  await service.restart();
  await seen();
});

test('an export says nothing of its owner, and belongs to whoever imports it', async () => {
  const { id } = (await service.post('/v1/regressions', fit, alice.headers)).json;
  const exported = await service.get(`/v1/regressions/${id}/export`, { accept: NPZ, ...reader.headers });
  assert.ok(!Buffer.from(exported.bytes).includes('alice'));
  const { body, headers } = file(exported.bytes);
  const imported = await service.request('POST', '/v1/regressions/import', {
    body: body!,
    headers: { ...headers, ...bob.headers },
  });
  assert.deepEqual([imported.status, imported.json.owner], [201, 'bob']);
  assert.equal((await service.get(`/v1/regressions/${imported.json.id}`, alice.headers)).status, 404);
});

test('how the service is, is for administrators; what a client has to know, for all', async () => {
  const { json } = await service.get('/v1/system', reader.headers);
  assert.deepEqual(Object.keys(json).sort(), ['engine', 'limits', 'name', 'version']);
  const all = (await service.get('/v1/system', root.headers)).json;
  for (const name of ['node', 'tensors', 'cores', 'memory_bytes', 'uptime_seconds', 'runners', 'queue'])
    assert.ok(name in all, name);
});

test('a key is revoked, and another takes its place, without a restart', async () => {
  const next = testKey('next', ['read'], 'alice');
  assert.equal((await service.get('/v1/arrays', reader.headers)).status, 200);
  await writeFile(keysFile, list(alice, bob, next));
  await eventually(async () => (await service.get('/v1/arrays', reader.headers)).status === 401);
  assert.deepEqual(ids((await service.get('/v1/arrays', next.headers)).json.arrays), ['a']);
  await writeFile(keysFile, '[');
  await new Promise((resolve) => setTimeout(resolve, 1100));
  assert.equal((await service.get('/v1/arrays', next.headers)).status, 200, 'a broken file takes nobody’s key');
  assert.equal((await service.get('/v1/arrays', reader.headers)).status, 401);
});

test('a key counts in its header alone, and is in no answer', async () => {
  const key = alice.headers.authorization.slice('Bearer '.length);
  for (const headers of [{ cookie: `key=${key}` }, { 'x-api-key': key }, { authorization: key }] as Record<string, string>[])
    assert.equal((await service.get('/v1/arrays', headers)).status, 401);
  assert.equal((await service.get(`/v1/arrays?access_token=${key}`)).status, 401);
  for (const path of [`/v1/arrays/${key}`, `/v1/arrays?${key}=1`, `/v1/regressions/${key}`]) {
    const reply = await service.get(path, alice.headers);
    assert.ok(reply.status >= 400 && !Buffer.from(reply.bytes).includes(key), path);
  }
  assert.equal((await service.request('HEAD', '/v1/arrays', { headers: alice.headers })).status, 200);
  assert.equal((await service.get('/v1/arrays', { authorization: `bearer   ${key}` })).status, 200, 'the word in any case');
});

test('whose a damaged model or job is nobody knows: an administrator deletes it, and an owner their own damaged array', async () => {
  const model = (await service.post('/v1/regressions', fit, alice.headers)).json.id;
  const accepted = await service.post('/v1/regressions', fit, { ...alice.headers, prefer: 'respond-async' });
  const job = accepted.json.id;
  await eventually(async () => (await service.get(`/v1/jobs/${job}`, alice.headers)).json.state === 'succeeded');
  await flipBit(join(dataDir, 'regressions', model, 'model.json'), -5);
  await flipBit(join(dataDir, 'jobs', job, 'record.json'), -5);
  for (const [path, what] of [
    [`/v1/regressions/${model}`, `regression ${model}`],
    [`/v1/jobs/${job}`, `job ${job}`],
  ] as const) {
    for (const headers of [alice.headers, bob.headers]) {
      const { details } = await service.refuses(500, 'damaged_file', 'DELETE', path, { headers });
      assert.equal(details.what, what);
    }
    assert.equal((await service.request('DELETE', path, { headers: root.headers })).status, 204);
    assert.equal((await service.get(path, root.headers)).status, 404);
  }
  await upload(alice.headers, 'damaged', [[1]]);
  const arrays = join(dataDir, 'arrays', createHash('sha256').update('alice', 'utf16le').digest('hex'));
  const sidecar = createHash('sha256').update('damaged', 'utf16le').digest('hex');
  await flipBit(join(arrays, `${sidecar}.json`), -5);
  await service.refuses(500, 'damaged_file', 'GET', '/v1/arrays/damaged', { headers: alice.headers });
  assert.equal((await service.get('/v1/arrays/damaged', bob.headers)).status, 404);
  assert.equal((await service.request('DELETE', '/v1/arrays/damaged', { headers: alice.headers })).status, 204);
  assert.equal((await service.get('/v1/arrays/damaged', alice.headers)).status, 404);
});

test('without keys everything is allowed, with what is nobody’s', async () => {
  await service.stop();
  const unprotected = await TestService.start({ dataDir });
  assert.deepEqual(ids((await unprotected.get('/v1/arrays')).json.arrays), ['a']);
  assert.deepEqual(Buffer.from((await unprotected.get('/v1/arrays/a', { accept: NPY })).bytes), Buffer.from(npy([[9]])));
  assert.deepEqual(ids((await unprotected.get('/v1/regressions')).json.regressions), [old]);
  assert.deepEqual((await unprotected.get('/v1/jobs')).json.jobs, []);
  assert.ok('runners' in (await unprotected.get('/v1/system')).json);
  await unprotected.refuses(403, 'forbidden', 'GET', '/v1/arrays', { headers: { 'hypertangent-owner': 'alice' } });
});

test('a list without keys lets nobody in', async () => {
  const closed = await TestService.start({ keys: [] });
  await closed.refuses(401, 'unauthenticated', 'GET', '/v1/arrays', { headers: alice.headers });
  assert.equal((await closed.get('/health/live')).status, 200);
});

test('no other address is listened to without keys', async () => {
  await assert.rejects(TestService.start({ host: '0.0.0.0' }), /there are no keys/);
});

test('a route that does not say what it needs is for administrators', async () => {
  const app = Fastify();
  problems(app, () => {});
  const keys = await KeyRing.open({ keys: [alice.entry, root.entry], file: undefined, onChange: () => {} });
  access(app, keys);
  app.get('/metrics', async () => 'all well');
  const statusOf = async (headers: Record<string, string>) => (await app.inject({ url: '/metrics', headers })).statusCode;
  assert.deepEqual([await statusOf({}), await statusOf(alice.headers), await statusOf(root.headers)], [401, 403, 200]);
});
