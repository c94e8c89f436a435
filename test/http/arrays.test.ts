import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { parseNpyHeader } from '../../src/store/npy/header.ts';
import { rawRequest } from '../support/raw.ts';
import { base64, MLP, npy, X } from '../support/requests.ts';
import { eventually, NPY, TestService } from '../support/service.ts';

const LIMIT = 2 ** 20;
const service = await TestService.start({ arrayLimitBytes: LIMIT });
const KERNELS = '/v1/kernels';
const GOLDEN = new URL('../golden/npy/', import.meta.url);
const golden = (await readdir(GOLDEN)).filter((name) => /-(c|fortran)-order\.npy$/.test(name));

const stored = () => readdir(join(service.dataDir, 'arrays'));
const ntk = async (x: unknown) =>
  (await service.post(KERNELS, { architecture: MLP, points: { x }, outputs: ['ntk'] })).json.kernels.ntk;

for (const name of golden)
  test(`${name} comes back byte for byte, and is described`, async () => {
    const bytes = await readFile(new URL(name, GOLDEN));
    const { shape, dtype, fortranOrder } = parseNpyHeader(bytes);
    const put = await service.put(`/v1/arrays/${name}`, bytes);
    assert.deepEqual([put.status, put.headers.get('location')], [201, `/v1/arrays/${name}`]);
    const { created_at, ...info } = put.json;
    assert.ok(Math.abs(Date.parse(created_at) - Date.now()) < 60_000);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    assert.deepEqual(info, {
      id: name,
      shape: [...shape],
      dtype: dtype.descr,
      fortran_order: fortranOrder,
      bytes: bytes.length,
      sha256,
    });
    const got = await service.get(`/v1/arrays/${name}`);
    assert.deepEqual([got.status, got.headers.get('content-type')], [200, NPY]);
    assert.equal(Number(got.headers.get('content-length')), bytes.length);
    assert.ok(Buffer.from(got.bytes).equals(bytes));
    assert.deepEqual((await service.get(`/v1/arrays/${name}`, { accept: 'application/json' })).json, put.json);
  });

test('every dtype and order computes as the list of its numbers does, uploaded or inline', async () => {
  const rows = [
    [0, 1, 2, 3],
    [4, 5, 6, 7],
    [8, 9, 10, 11],
  ];
  const expected = await ntk(rows);
  const tables = golden.filter((name) => /^[iuf]\d/.test(name));
  assert.ok(tables.length > 20);
  for (const name of tables) {
    const { json } = await service.get(`/v1/arrays/${name}`, { accept: 'application/json' });
    assert.deepEqual(json.shape, [3, 4], name);
    assert.deepEqual(await ntk({ array_id: name }), expected, name);
    assert.deepEqual(await ntk({ npy_base64: base64(await readFile(new URL(name, GOLDEN))) }), expected, name);
    assert.deepEqual(await ntk({ array_id: name, rows: [1, 3] }), await ntk(rows.slice(1)), name);
  }
});

test('arrays are listed by id, replaced, deleted, and then not there', async () => {
  await service.put('/v1/arrays/zz', npy(X));
  await service.put('/v1/arrays/zz', npy([[1, 2]]));
  const { arrays } = (await service.get('/v1/arrays')).json;
  const ids = arrays.map(({ id }: { id: string }) => id);
  assert.deepEqual(ids, ids.toSorted());
  assert.deepEqual(arrays.at(-1).shape, [1, 2]);
  assert.deepEqual(Buffer.from((await service.get('/v1/arrays/zz')).bytes), Buffer.from(npy([[1, 2]])));
  assert.equal((await service.delete('/v1/arrays/zz')).status, 204);
  await service.refuses(404, 'array_not_found', 'GET', '/v1/arrays/zz');
  await service.refuses(404, 'array_not_found', 'DELETE', '/v1/arrays/zz');
  assert.ok(!(await service.get('/v1/arrays')).json.arrays.some(({ id }: { id: string }) => id === 'zz'));
});

test('an array that is replaced all the time is always one of its versions', async () => {
  const versions = [
    npy(X),
    npy([
      [1, 2],
      [3, 4],
    ]),
  ];
  await service.put('/v1/arrays/busy', versions[0]!);
  const writing = (async () => {
    for (let turn = 0; turn < 60; turn++) assert.equal((await service.put('/v1/arrays/busy', versions[turn % 2]!)).status, 201);
  })();
  const reading = (async () => {
    for (let turn = 0; turn < 150; turn++) {
      const { status, bytes } = await service.get('/v1/arrays/busy');
      assert.ok(status === 200 && versions.some((version) => Buffer.from(version).equals(bytes)), `status ${status}`);
    }
  })();
  await Promise.all([writing, reading]);
  await service.delete('/v1/arrays/busy');
});

test('what is no .npy file, or a dtype that is no number, is refused and leaves nothing', async () => {
  const before = await stored();
  const whole = npy(X);
  const text = Buffer.from(whole);
  text.write("'<U8'", text.indexOf("'<f8'"), 'latin1');
  await service.refuses(422, 'unsupported_dtype', 'PUT', '/v1/arrays/bad', { body: text, headers: { 'content-type': NPY } });
  for (const body of [
    Buffer.from('not an array'),
    whole.subarray(0, 50),
    whole.subarray(0, -1),
    Buffer.concat([whole, Buffer.alloc(1)]),
  ])
    await service.refuses(422, 'malformed_npy', 'PUT', '/v1/arrays/bad', { body, headers: { 'content-type': NPY } });
  assert.deepEqual(await stored(), before);
});

const HEAD = ['PUT /v1/arrays/large HTTP/1.1', 'Host: a', `Content-Type: ${NPY}`];
const large = function* (chunked: boolean) {
  const header = Buffer.from(npy(X).subarray(0, 128));
  // A shape far beyond the limit, in the same number of bytes.
  header.write('(9999999, 999), }'.padEnd(30), header.indexOf('(3, 2)'), 'latin1');
  const chunk = (bytes: Buffer) => (chunked ? [`${bytes.length.toString(16)}\r\n`, bytes, '\r\n'] : [bytes]);
  yield* chunk(header);
  for (let megabyte = 0; megabyte < 80; megabyte++) yield* chunk(Buffer.alloc(2 ** 20));
};

for (const [what, line] of [
  ['with its length', `Content-Length: ${80 * 2 ** 20 + 128}`],
  ['with a length that is a lie', 'Content-Length: 900719925474099'],
  ['without a length', 'Transfer-Encoding: chunked'],
] as const)
  test(`an upload over the limit ${what} is 413, which its client gets to read while it sends`, async () => {
    const before = await stored();
    const reply = await rawRequest(service.port, [...HEAD, line], large(line.startsWith('T')));
    assert.equal(reply.status, 413);
    const { code, details } = JSON.parse(reply.body);
    assert.deepEqual([code, details.limitBytes], ['payload_too_large', LIMIT]);
    await eventually(async () => (await stored()).length === before.length);
  });

test('an upload that breaks off leaves nothing, and the service goes on', async () => {
  const before = await stored();
  const socket = connect(service.port, '127.0.0.1');
  socket.write(`${HEAD.join('\r\n')}\r\nContent-Length: 1000\r\n\r\n`);
  socket.write(npy(X));
  await eventually(async () => (await stored()).length > before.length);
  socket.destroy();
  await eventually(async () => (await stored()).length === before.length);
  await service.refuses(404, 'array_not_found', 'GET', '/v1/arrays/large');
});

test('arrays survive a restart of the service', async () => {
  await service.put('/v1/arrays/kept', npy(X));
  const list = (await service.get('/v1/arrays')).json;
  const expected = await ntk({ array_id: 'kept' });
  await service.restart();
  assert.deepEqual((await service.get('/v1/arrays')).json, list);
  assert.deepEqual(Buffer.from((await service.get('/v1/arrays/kept')).bytes), Buffer.from(npy(X)));
  assert.deepEqual(await ntk({ array_id: 'kept' }), expected);
});
