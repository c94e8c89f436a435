import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { makeZip } from 'client-zip';
import { npzRepresentation } from '../../src/http/render/npz.ts';
import { modelArrays, readModel } from '../../src/http/translate/model.ts';
import { decodeNpy } from '../../src/store/npy/decode.ts';
import { encodeNpy, encodeNpyHeader } from '../../src/store/npy/encode.ts';
import { RegressionStore } from '../../src/store/regression-store.ts';
import { file, IMPORT, MODELS, mlpTest, modelsOf, REGRESSIONS } from '../support/models.ts';
import { MLP } from '../support/requests.ts';
import { eventually, NPZ, TestService } from '../support/service.ts';
import { type Member, membersOf, zip } from '../support/zip.ts';

const LIMIT = 2 ** 20;
const service = await TestService.start({ arrayLimitBytes: LIMIT });
const { created, exported, imported, predicted } = modelsOf(service);

const source = await created(MODELS.cholesky!.fit);
const members = membersOf(await exported(source.id));
const gridMembers = membersOf(await exported((await created(MODELS.full_grid!.fit)).id));
const subsetMembers = membersOf(await exported((await created(MODELS.subsets!.fit)).id));
const nystromMembers = membersOf(await exported((await created(MODELS.nystrom!.fit)).id));

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

/** An array of ones in pieces, as an .npy file. */
async function* ones(shape: number[]): AsyncGenerator<Uint8Array> {
  yield encodeNpyHeader(shape);
  const rest = shape.reduce((product, length) => product * length, 8);
  for (let at = 0; at < rest; at += 2 ** 20)
    yield new Uint8Array(new Float64Array(Math.min(2 ** 20, rest - at) / 8).fill(1).buffer);
}

test('a large model is taken in and given out piece by piece, never held whole', async () => {
  const large = await TestService.start();
  const points = 2 ** 20;
  const shapes = { 'points.x': [points, 10], weights: [points, 10] };
  const { json } = await service.get(
    `${REGRESSIONS}/${(await created({ ...MODELS.cholesky!.fit, gradient_flow: false, diagnostics: [], solver: { kind: 'conjugate_gradients' } })).id}/export`,
    { accept: 'application/json' },
  );
  const model = { ...json, regression: { ...json.regression, points, outputs: 10 }, arrays: shapes };
  const body = makeZip([
    { name: 'model.json', input: JSON.stringify(model) },
    ...Object.entries(shapes).map(([name, shape]) => ({ name: `${name}.npy`, input: ones(shape) })),
  ]);
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const held = () => {
    collect();
    return process.memoryUsage().arrayBuffers;
  };
  let most = 0;
  const watching = setInterval(() => (most = Math.max(most, held())), 50);
  // What others have held is given back by and by.
  let before = held();
  await eventually(async () => {
    const earlier = before;
    before = held();
    return before >= earlier;
  });
  const store = new RegressionStore(large.dataDir);
  const { id } = await store.import(body as unknown as AsyncIterable<Uint8Array>, 2 ** 30, readModel);
  const { body: pieces, length } = npzRepresentation(modelArrays((await store.stored(id)).regression));
  let bytes = 0;
  for await (const piece of pieces as AsyncIterable<Uint8Array>) bytes += piece.length;
  clearInterval(watching);
  assert.equal(bytes, length);
  assert.ok(bytes > 160 * 2 ** 20);
  assert.ok(most - before < 64 * 2 ** 20, `${Math.round((most - before) / 2 ** 20)} MiB at once`);
});
