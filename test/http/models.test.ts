import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { promisify } from 'node:util';
import { decodeNpy } from '../../src/store/npy/decode.ts';
import { encodeNpy } from '../../src/store/npy/encode.ts';
import { HYPERNETWORK, MLP, numbers } from '../support/requests.ts';
import { eventually, NPZ, type RequestOptions, TestService } from '../support/service.ts';
import { type Member, membersOf, zip } from '../support/zip.ts';

const LIMIT = 2 ** 20;
const service = await TestService.start({ arrayLimitBytes: LIMIT });
const REGRESSIONS = '/v1/regressions';
const IMPORT = `${REGRESSIONS}/import`;

const mlpTrain = { x: numbers(12, 3), y: numbers(12, 2, 2) };
const gridTrain = { x: numbers(4, 3), z: numbers(3, 2, 4), pairing: 'grid', y: numbers(12, 2, 2) };
const rowsTrain = { x: numbers(12, 3), z: numbers(12, 2, 4), y: numbers(12, 2, 2) };
const mlpTest = { test: { x: numbers(5, 3, 1) } };
const gridTest = { test: { x: numbers(2, 3, 1), z: gridTrain.z, pairing: 'grid' } };
const rowsTest = { test: { x: numbers(5, 3, 1), z: numbers(5, 2, 7) } };
const fourier = { ...HYPERNETWORK, coordinate_features: { kind: 'fourier', length_scale: 0.7, features: 32, seed: 5 } };
const custom = {
  ...MLP,
  activation: { name: 'custom', expression: 'x*sigmoid(x)', gain: 1.3 },
  weight_std: [1, 1.1, 0.9],
  bias_std: 0.2,
};
const everything = {
  gradient_flow: true,
  diagnostics: ['leave_one_out', 'effective_degrees_of_freedom', 'condition_estimate', 'spectrum'],
};

/** A fit for every solver and kind of points, and what is predicted with it. */
const MODELS: Record<string, { fit: object; predictions: object[] }> = {
  cholesky: {
    fit: { architecture: MLP, train: mlpTrain, ...everything },
    predictions: [{ ...mlpTest, variance: true, covariance: true }, { ...mlpTest, times: [0, 0.5, 'infinity'] }, { test: 'train' }],
  },
  'cholesky with a formula': { fit: { architecture: custom, kernel: 'nngp', train: mlpTrain }, predictions: [mlpTest] },
  'cholesky on a grid': {
    fit: { architecture: fourier, train: gridTrain },
    predictions: [{ ...gridTest, variance: true }, rowsTest],
  },
  full_grid: {
    fit: { architecture: HYPERNETWORK, train: gridTrain, solver: { kind: 'full_grid' } },
    predictions: [gridTest, rowsTest, { test: 'train' }],
  },
  conjugate_gradients: {
    fit: { architecture: HYPERNETWORK, train: rowsTrain, solver: { kind: 'conjugate_gradients' } },
    predictions: [rowsTest],
  },
  nystrom: { fit: { architecture: HYPERNETWORK, train: gridTrain, solver: { kind: 'nystrom', rank: 5 } }, predictions: [gridTest] },
  'nystrom on an mlp': {
    fit: { architecture: MLP, train: mlpTrain, solver: { kind: 'nystrom', rank: 5 } },
    predictions: [mlpTest],
  },
  subsets: {
    fit: { architecture: HYPERNETWORK, train: gridTrain, solver: { kind: 'subsets', count: 3, size: 4 } },
    predictions: [gridTest],
  },
};

const created = async (body: object) => {
  const reply = await service.post(REGRESSIONS, body);
  assert.equal(reply.status, 201, JSON.stringify(reply.json));
  return reply.json;
};
const exported = async (id: string) => {
  const reply = await service.get(`${REGRESSIONS}/${id}/export`);
  assert.deepEqual([reply.status, reply.headers.get('content-type')], [200, NPZ]);
  assert.equal(Number(reply.headers.get('content-length')), reply.bytes.length);
  return reply.bytes;
};
const file = (body: Uint8Array): RequestOptions => ({ body, headers: { 'content-type': NPZ } });
const imported = async (body: Uint8Array) => {
  const reply = await service.request('POST', IMPORT, file(body));
  assert.equal(reply.status, 201, JSON.stringify(reply.json));
  assert.equal(reply.headers.get('location'), `${REGRESSIONS}/${reply.json.id}`);
  return reply.json;
};
/** Every array of the predictions, byte for byte. */
const predicted = async (id: string, bodies: object[]) => {
  const found: Map<string, Buffer>[] = [];
  for (const body of bodies) {
    const reply = await service.post(`${REGRESSIONS}/${id}/predictions`, body, { accept: NPZ });
    assert.equal(reply.status, 200, JSON.stringify(reply.json));
    found.push(new Map(membersOf(reply.bytes).map(({ name, bytes }) => [name, Buffer.from(bytes)])));
  }
  return found;
};

describe('a model that is exported, deleted and imported', () => {
  for (const [name, { fit, predictions }] of Object.entries(MODELS))
    test(`is the same and predicts the same, to the bit: ${name}`, async () => {
      const model = await created(fit);
      const before = await predicted(model.id, predictions);
      const diagnostics = (await service.get(`${REGRESSIONS}/${model.id}/diagnostics`)).json;
      const bytes = await exported(model.id);
      await service.delete(`${REGRESSIONS}/${model.id}`);
      const back = await imported(bytes);
      assert.notEqual(back.id, model.id);
      assert.ok(Math.abs(Date.parse(back.created_at) - Date.now()) < 60_000);
      assert.deepEqual({ ...back, id: 0, created_at: 0 }, { ...model, id: 0, created_at: 0 });
      assert.deepEqual((await service.get(`${REGRESSIONS}/${back.id}`)).json, back);
      assert.deepEqual((await service.get(`${REGRESSIONS}/${back.id}/diagnostics`)).json, diagnostics);
      assert.deepEqual(await predicted(back.id, predictions), before);
      // Exported again it is the same but for its id and time.
      const arrays = (file: Uint8Array) => membersOf(file).filter(({ name: member }) => member !== 'model.json');
      assert.deepEqual(arrays(await exported(back.id)), arrays(bytes));
      await service.request('DELETE', `${REGRESSIONS}/${back.id}`);
    });

  test('survives a restart', async () => {
    const { fit, predictions } = MODELS.cholesky!;
    const model = await created(fit);
    const before = await predicted(model.id, predictions);
    const back = await imported(await exported(model.id));
    await service.restart();
    assert.deepEqual(await predicted(back.id, predictions), before);
    assert.deepEqual(await predicted(model.id, predictions), before);
  });
});

const source = await created(MODELS.cholesky!.fit);
const members = membersOf(await exported(source.id));
const gridMembers = membersOf(await exported((await created(MODELS.full_grid!.fit)).id));
const subsetMembers = membersOf(await exported((await created(MODELS.subsets!.fit)).id));
const nystromMembers = membersOf(await exported((await created(MODELS.nystrom!.fit)).id));

test('as JSON an export is what its model.json says', async () => {
  const { json } = await service.get(`${REGRESSIONS}/${source.id}/export`, { accept: 'application/json' });
  assert.deepEqual(json, JSON.parse(String(members.find(({ name }) => name === 'model.json')!.bytes)));
  assert.deepEqual([json.format, json.regression, json.arrays.factor], [1, source, [12, 12]]);
  for (const { name, bytes } of members)
    if (name !== 'model.json') assert.deepEqual(json.arrays[name.replace(/\.npy$/, '')], [...decodeNpy(bytes).shape], name);
});

test('a file that is deflated, has 64-bit sizes, or its members in another order is taken', async () => {
  const [before] = await predicted(source.id, [mlpTest]);
  for (const bytes of [
    zip(members.map((member) => ({ ...member, method: 8 }))),
    zip(
      members.map((member) => ({ ...member, wide: true })),
      { wide: true },
    ),
    zip(members.toReversed()),
  ])
    assert.deepEqual(await predicted((await imported(bytes)).id, [mlpTest]), [before]);
});

/** The members with one of them other, or without it. */
function withMember(name: string, change: Partial<Member> | null, of: Member[] = members): Member[] {
  assert.ok(
    of.some((member) => member.name === name),
    name,
  );
  if (change === null) return of.filter((member) => member.name !== name);
  return of.map((member) => (member.name === name ? { ...member, ...change } : member));
}

/** The members with another model.json. */
// biome-ignore lint/suspicious/noExplicitAny: it is what is broken
function withModel(change: (model: any) => void, of: Member[] = members): Member[] {
  const model = JSON.parse(String(of.find(({ name }) => name === 'model.json')!.bytes));
  change(model);
  return withMember('model.json', { bytes: Buffer.from(JSON.stringify(model)) }, of);
}

/** The members with another number in an array. */
function withNumber(name: string, index: number, value: number, of: Member[] = members): Member[] {
  const { shape, data } = decodeNpy(of.find((member) => member.name === name)!.bytes);
  const changed = data.slice();
  changed[index] = value;
  return withMember(name, { bytes: encodeNpy({ shape, data: changed }) }, of);
}

const text = (bytes: Uint8Array, from: string, to: string) => {
  const copy = Buffer.from(bytes);
  copy.write(to, copy.indexOf(from), 'latin1');
  return copy;
};
const bytesOf = (name: string, of = members) => of.find((member) => member.name === name)!.bytes;
const nested = Buffer.from('['.repeat(100_000));

const REFUSED: [what: string, code: string, body: Uint8Array][] = [
  ['no zip', 'malformed_model', Buffer.from('not a zip')],
  ['nothing but an end', 'malformed_model', zip([])],
  ['a zip that is cut', 'malformed_model', zip(members).subarray(0, -5)],
  ['a zip that lacks its beginning', 'malformed_model', zip(members).subarray(100)],
  ['no model.json', 'malformed_model', zip(withMember('model.json', null))],
  ['a missing array', 'malformed_model', zip(withMember('factor.npy', null))],
  ['a name that leaves the folder', 'malformed_model', zip([...members, { name: '../../evil.npy', bytes: bytesOf('factor.npy') }])],
  ['an absolute name', 'malformed_model', zip([...members, { name: '/etc/passwd', bytes: Buffer.from('x') }])],
  ['another member', 'malformed_model', zip([...members, { name: 'readme.txt', bytes: Buffer.from('x') }])],
  ['a member twice', 'malformed_model', zip([...members, members[1]!])],
  ['a packing that is unknown', 'malformed_model', zip(withMember('factor.npy', { method: 12 }))],
  ['an encrypted member', 'malformed_model', zip(withMember('factor.npy', { encrypted: true }))],
  ['a wrong checksum', 'malformed_model', zip(withMember('factor.npy', { crc: 1 }))],
  ['a bomb', 'malformed_model', zip(withMember('factor.npy', { bytes: Buffer.alloc(2 ** 24), declared: 1280, method: 8 }))],
  ['a stored member that is longer than it says', 'malformed_model', zip(withMember('factor.npy', { declared: 1000 }))],
  ['a member elsewhere', 'malformed_model', zip(withMember('factor.npy', { offset: 17 }))],
  ['a member beyond the file', 'malformed_model', zip(withMember('factor.npy', { offset: 2 ** 31 }))],
  ['damaged JSON', 'malformed_model', zip(withMember('model.json', { bytes: Buffer.from('{"format": 1,') }))],
  ['JSON that is no UTF-8', 'malformed_model', zip(withMember('model.json', { bytes: Buffer.from([0x22, 0xff, 0x22]) }))],
  ['JSON of another kind', 'malformed_model', zip(withMember('model.json', { bytes: Buffer.from('[1, 2]') }))],
  ['deep JSON', 'malformed_model', zip(withMember('model.json', { bytes: nested, method: 8 }))],
  ['another format', 'invalid_value', zip(withModel((model) => (model.format = 2)))],
  ['a field too many', 'malformed_model', zip(withModel((model) => (model.extra = 1)))],
  ['an unknown solver', 'invalid_value', zip(withModel((model) => (model.regression.solver = 'magic')))],
  ['another solver', 'malformed_model', zip(withModel((model) => (model.regression.solver = 'conjugate_gradients')))],
  ['an unknown activation', 'invalid_value', zip(withModel((model) => (model.architecture.activation.name = 'mish')))],
  [
    'a formula that is none',
    'invalid_value',
    zip(withModel((model) => (model.architecture.activation = { name: 'custom', expression: 'x(' }))),
  ],
  ['too few weights', 'shape_mismatch', zip(withModel((model) => (model.architecture.weight_std = [1])))],
  ['a kernel that is none', 'invalid_value', zip(withModel((model) => (model.regression.kernel = 'ntk_hyper')))],
  ['gradient flow of the nngp', 'invalid_value', zip(withModel((model) => (model.regression.kernel = 'nngp')))],
  ['another number of points', 'malformed_model', zip(withModel((model) => (model.regression.points = 13)))],
  ['another number of columns', 'shape_mismatch', zip(withModel((model) => (model.regression.outputs = 3)))],
  ['a ridge below 0', 'malformed_model', zip(withModel((model) => (model.regression.ridge = -1)))],
  [
    'a number of the JSON beyond float64',
    'not_finite',
    zip(withMember('model.json', { bytes: Buffer.from(String(bytesOf('model.json')).replace('"ridge":0.001', '"ridge":1e999')) })),
  ],
  ['an array too many', 'malformed_model', zip(withModel((model) => (model.arrays.more = [1])))],
  [
    'an array of another shape',
    'shape_mismatch',
    zip(withMember('weights.npy', { bytes: encodeNpy({ shape: [24], data: new Float64Array(24) }) })),
  ],
  ['a shape of the JSON', 'shape_mismatch', zip(withModel((model) => (model.arrays.factor = [11, 12])))],
  ['absurd shapes', 'malformed_model', zip(withModel((model) => (model.arrays['points.x'] = [2 ** 52, 2 ** 52])))],
  ['float32', 'unsupported_dtype', zip(withMember('weights.npy', { bytes: text(bytesOf('weights.npy'), "'<f8'", "'<i8'") }))],
  ['objects', 'unsupported_dtype', zip(withMember('weights.npy', { bytes: text(bytesOf('weights.npy'), "'<f8'", "'|O8'") }))],
  ['Fortran order', 'invalid_value', zip(withMember('factor.npy', { bytes: text(bytesOf('factor.npy'), 'False', 'True ') }))],
  ['what is no .npy', 'malformed_npy', zip(withMember('weights.npy', { bytes: Buffer.from('no array, but of some length') }))],
  ['a .npy that is cut', 'malformed_npy', zip(withMember('weights.npy', { bytes: bytesOf('weights.npy').subarray(0, -8) }))],
  [
    'a .npy that is too long',
    'malformed_npy',
    zip(withMember('weights.npy', { bytes: Buffer.concat([bytesOf('weights.npy'), Buffer.alloc(8)]) })),
  ],
  ['NaN', 'not_finite', zip(withNumber('weights.npy', 5, Number.NaN))],
  ['infinity', 'not_finite', zip(withNumber('points.x.npy', 0, Number.POSITIVE_INFINITY))],
  ['a factor that is none', 'invalid_value', zip(withNumber('factor.npy', 13, 0))],
  ['pivots that are not there', 'malformed_model', zip(withModel((model) => delete model.pivots, gridMembers))],
  ['pivots beyond the grid', 'malformed_model', zip(withModel((model) => (model.pivots[0] = [0, 3]), gridMembers))],
  ['a pivot too many', 'shape_mismatch', zip(withModel((model) => model.pivots.push([0, 0]), gridMembers))],
  ['a grid of rows', 'shape_mismatch', zip(withModel((model) => (model.pairing = 'rows'), gridMembers))],
  ['no certificate', 'malformed_model', zip(withModel((model) => delete model.regression.certificate, gridMembers))],
  [
    'features that are none',
    'invalid_value',
    zip(withModel((model) => (model.architecture.coordinate_features.length_scale = 0), gridMembers)),
  ],
  ['an mlp with coordinates', 'malformed_model', zip(withModel((model) => (model.architecture = MLP), gridMembers))],
  ['indices beyond the points', 'invalid_value', zip(withNumber('parts.1.indices.npy', 0, 12, subsetMembers))],
  ['indices that are not whole', 'invalid_value', zip(withNumber('parts.1.indices.npy', 0, 0.5, subsetMembers))],
  ['a part too few', 'malformed_model', zip(withModel((model) => model.parts.pop(), subsetMembers))],
  ['a part too many', 'malformed_model', zip(withModel((model) => model.parts.push(model.parts[0]), subsetMembers))],
  [
    'landmarks of another width',
    'shape_mismatch',
    zip(withModel((model) => (model.arrays['landmarks.x'] = [5, 4]), nystromMembers)),
  ],
];

describe('an import is refused, says why and leaves nothing:', () => {
  for (const [what, code, body] of REFUSED)
    test(what, async () => {
      const before = await readdir(join(service.dataDir, 'regressions'));
      const { details, detail } = await service.refuses(422, code, 'POST', IMPORT, file(body));
      assert.ok(detail.length < 2000);
      if (code !== 'malformed_npy') assert.ok(Object.keys(details).length >= 2, JSON.stringify(details));
      assert.deepEqual(await readdir(join(service.dataDir, 'regressions')), before);
    });

  test('what is too large, packed or unpacked', async () => {
    const before = await readdir(join(service.dataDir, 'regressions'));
    const large = Buffer.alloc(LIMIT + 1);
    for (const body of [
      zip([...members, { name: 'x.npy', bytes: large }]),
      zip([...members, { name: 'x.npy', bytes: large, method: 8 }]),
    ])
      await service.refuses(413, 'payload_too_large', 'POST', IMPORT, file(body));
    assert.deepEqual(await readdir(join(service.dataDir, 'regressions')), before);
  });

  test('a body without an end, of another type, or of no regression', async () => {
    await service.refuses(415, 'unsupported_media_type', 'POST', IMPORT, { json: {} });
    await service.refuses(404, 'regression_not_found', 'GET', `${REGRESSIONS}/none/export`);
    const before = await readdir(join(service.dataDir, 'regressions'));
    await service.refuses(422, 'malformed_model', 'POST', IMPORT, file(new Uint8Array()));
    assert.deepEqual(await readdir(join(service.dataDir, 'regressions')), before);
  });
});

test('a file whose directory has any byte other is refused, or predicts without a crash', async () => {
  const whole = Buffer.from(zip(members));
  const directory = whole.readUInt32LE(whole.length - 6);
  for (let at = directory; at < whole.length; at += 7) {
    const copy = Buffer.from(whole);
    copy[at] = copy[at]! ^ 0x55;
    const reply = await service.request('POST', IMPORT, file(copy));
    assert.ok([201, 413, 422].includes(reply.status), `${reply.status} at byte ${at}: ${JSON.stringify(reply.json)}`);
    if (reply.status !== 201) continue;
    await predicted(reply.json.id, [mlpTest]);
    await service.delete(`${REGRESSIONS}/${reply.json.id}`);
  }
});

test('an upload that breaks off leaves nothing', async () => {
  const folders = () => readdir(join(service.dataDir, 'regressions'));
  const before = await folders();
  const socket = connect(service.port, '127.0.0.1');
  socket.on('error', () => {});
  const head = `POST ${IMPORT} HTTP/1.1\r\nHost: a\r\nContent-Type: ${NPZ}\r\nContent-Length: 100000\r\n\r\n`;
  socket.write(Buffer.concat([Buffer.from(head), Buffer.from(zip(members)).subarray(0, 500)]));
  await eventually(async () => (await folders()).length > before.length);
  socket.destroy();
  await eventually(async () => (await folders()).length === before.length);
});

const PYTHON = `
import json, sys, numpy as np
f = np.load(sys.argv[1])
model = json.loads(f["model.json"])
assert sorted(f.files) == sorted(["model.json", *model["arrays"]]), f.files
for name, shape in model["arrays"].items():
    assert list(f[name].shape) == shape and f[name].dtype == np.float64
l = np.tril(f["factor"])
k = l @ l.T
labels = k @ f["weights"]
print(model["format"], float(abs(labels - np.array(json.loads(sys.argv[2]))).max()))
np.savez_compressed(sys.argv[3], **{name: f[name] for name in model["arrays"]})
import zipfile
with zipfile.ZipFile(sys.argv[3], "a") as z:
    z.writestr("model.json", json.dumps(model))
`;

test('NumPy opens an export, and what it writes of it can be imported', async (context) => {
  const run = promisify(execFile);
  if (!(await run('python3', ['-c', 'import numpy']).then(Boolean, () => false))) {
    const required = (process.env.HYPERTANGENT_REQUIRE ?? '').split(',').includes('python');
    assert.ok(!required, 'HYPERTANGENT_REQUIRE names python, and there is no python3 with NumPy');
    return context.skip('needs python3 with NumPy');
  }
  const [path, written] = ['model.npz', 'written.npz'].map((name) => join(service.dataDir, name)) as [string, string];
  await writeFile(path, await exported(source.id));
  const { stdout } = await run('python3', ['-c', PYTHON, path, JSON.stringify(mlpTrain.y), written]);
  const [format, off] = stdout.trim().split(' ').map(Number);
  assert.equal(format, 1);
  assert.ok(off! < 1e-9, `(K + λI)α is off by ${off}`);
  const back = await imported(await readFile(written));
  assert.deepEqual(await predicted(back.id, [mlpTest]), await predicted(source.id, [mlpTest]));
});
