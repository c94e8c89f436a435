import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { copyFile, mkdtemp, open, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { type ErrorCode, isHypertangentError } from '../../src/errors.ts';
import { ArrayStore } from '../../src/store/array-store.ts';
import { crc32, crcText } from '../../src/store/crc32.ts';
import { encodeNpy } from '../../src/store/npy/encode.ts';
import { damaged, flipBit } from '../support/damage.ts';

const MEBIBYTE = 1024 * 1024;

let dataDir: string;
let store: ArrayStore;

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'arrays-'));
  store = new ArrayStore(dataDir);
});
afterEach(() => rm(dataDir, { recursive: true }));

const file = (...values: number[]) => encodeNpy({ shape: [values.length], data: Float64Array.from(values) });

/** The bytes in chunks, and then, if given, an error. */
async function* upload(bytes: Uint8Array, chunkBytes = 50, failure?: Error): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
  if (failure !== undefined) throw failure;
}

const files = () => readdir(join(dataDir, 'arrays'));

const withCode = (code: ErrorCode) => (error: unknown) => isHypertangentError(error, code);

test('an uploaded array is described, listed, read and deleted', async () => {
  const bytes = file(1, 2, 3);
  const info = await store.put('mnist', upload(bytes), MEBIBYTE);
  assert.deepEqual(info, {
    id: 'mnist',
    shape: [3],
    dtype: '<f8',
    fortranOrder: false,
    bytes: bytes.length,
    createdAt: info.createdAt,
    sha256: createHash('sha256').update(bytes).digest('hex'),
  });
  assert.ok(Math.abs(Date.parse(info.createdAt) - Date.now()) < 60_000);
  const { path, ...rest } = await store.get('mnist');
  assert.deepEqual(rest, info);
  assert.deepEqual(await readFile(path), Buffer.from(bytes));
  assert.deepEqual(await store.list(), [info]);
  assert.deepEqual(await new ArrayStore(dataDir).list(), [info], 'another process sees it');
  assert.deepEqual(await store.read('mnist', [1, 3]), { shape: [2], data: Float64Array.of(2, 3) });
  await store.delete('mnist');
  assert.deepEqual(await files(), []);
  for (const use of [() => store.get('mnist'), () => store.read('mnist'), () => store.delete('mnist')])
    await assert.rejects(use, withCode('array_not_found'));
});

test('an empty store lists nothing and has nothing to sweep', async () => {
  assert.deepEqual(await store.list(), []);
  assert.deepEqual(await store.sweep(), []);
});

test('chunks of any size make the same array', async () => {
  for (const chunkBytes of [1, 9, 128, 100_000]) {
    await store.put('a', upload(file(1, 2), chunkBytes), MEBIBYTE);
    assert.deepEqual((await store.read('a')).data, Float64Array.of(1, 2));
  }
});

test('a replaced array leaves its old file to those who have it open, and to no one else', async () => {
  await store.put('a', upload(file(1, 2)), MEBIBYTE);
  const reader = await open((await store.get('a')).path);
  await store.put('a', upload(file(3)), MEBIBYTE);
  assert.deepEqual(await reader.readFile(), Buffer.from(file(1, 2)));
  await reader.close();
  assert.deepEqual((await store.read('a')).data, Float64Array.of(3));
  assert.equal((await files()).length, 2);
});

test('uploads of one id at the same time leave one whole array', async () => {
  const values = [1, 2, 3, 4, 5, 6, 7, 8];
  const reads = values.map(async (value) => {
    await store.put('a', upload(file(value, value), 9), MEBIBYTE);
    return (await store.read('a')).data;
  });
  for (const data of await Promise.all(reads)) assert.equal(data[0], data[1]);
  assert.equal((await files()).length, 2);
  assert.deepEqual(await store.sweep(), []);
});

test('an upload that breaks off leaves nothing, and the old array stays', async () => {
  const broken = new Error('aborted');
  await assert.rejects(store.put('a', upload(file(1, 2), 50, broken), MEBIBYTE), broken);
  await assert.rejects(store.put('a', upload(file(1, 2).subarray(0, 60), 50, broken), MEBIBYTE), broken);
  assert.deepEqual(await files(), []);
  await store.put('a', upload(file(1)), MEBIBYTE);
  await assert.rejects(store.put('a', upload(file(2, 3).subarray(0, 140)), MEBIBYTE), withCode('malformed_npy'));
  assert.deepEqual((await store.read('a')).data, Float64Array.of(1));
  assert.equal((await files()).length, 2);
});

test('a wrong upload is refused as early as it can be', async () => {
  /** How many chunks were taken before the refusal. */
  const chunksTaken = async (bytes: Uint8Array, limitBytes: number, code: ErrorCode) => {
    let taken = 0;
    const counted = async function* () {
      for await (const chunk of upload(bytes, 64)) {
        taken++;
        yield chunk;
      }
    };
    await assert.rejects(store.put('a', counted(), limitBytes), withCode(code));
    assert.deepEqual(await files(), []);
    return taken;
  };
  const large = encodeNpy({ shape: [1000], data: new Float64Array(1000) });
  const objects = Buffer.from(Buffer.from(large).toString('latin1').replace("'<f8'", "'|O'  "), 'latin1');
  const tooLong = Buffer.concat([file(1), new Uint8Array(1000)]);
  assert.equal(await chunksTaken(Buffer.from('x'.repeat(1000)), MEBIBYTE, 'malformed_npy'), 1);
  assert.equal(await chunksTaken(objects, MEBIBYTE, 'unsupported_dtype'), 2);
  assert.equal(await chunksTaken(large, 8127, 'payload_too_large'), 2);
  assert.equal(await chunksTaken(large, 100, 'payload_too_large'), 2);
  assert.equal(await chunksTaken(tooLong, MEBIBYTE, 'malformed_npy'), 3);
  assert.equal(await chunksTaken(new Uint8Array(0), MEBIBYTE, 'malformed_npy'), 0);
  await store.put('a', upload(large), 8128);
});

test('an id is never a path, and different ids are different arrays', async () => {
  const ids = [
    '../../x',
    '/etc/passwd',
    '..',
    '.',
    '',
    'a/b',
    'a\\b',
    'a\0b',
    'A',
    'a',
    'é',
    'e\u0301',
    '\ud800',
    '\ud801',
    '__proto__',
    'x'.repeat(5000),
  ];
  for (const [value, id] of ids.entries()) await store.put(id, upload(file(value)), MEBIBYTE);
  for (const [value, id] of ids.entries()) assert.deepEqual((await store.read(id)).data, Float64Array.of(value));
  assert.deepEqual(
    (await store.list()).map((info) => info.id),
    [...ids].sort(),
  );
  assert.deepEqual(await readdir(dataDir), ['arrays']);
  assert.equal((await files()).length, 2 * ids.length);
  for (const name of await files()) assert.match(name, /^[0-9a-f]{64}\.([0-9a-f]{16}\.npy|json)$/);
});

test('sweep removes what interrupted uploads left, and nothing else', async () => {
  await store.put('kept', upload(file(1)), MEBIBYTE);
  await store.put('damaged', upload(file(2)), MEBIBYTE);
  const before = await files();
  const name = ({ path }: { path: string }) => path.slice(path.lastIndexOf('/') + 1);
  const kept = name(await store.get('kept'));
  const broken = name(await store.get('damaged'));
  const at = (leftover: string) => join(dataDir, 'arrays', leftover);
  await writeFile(at(`${broken.slice(0, 64)}.json`), '{"file": 1');
  const leftovers = [
    `${kept.slice(0, 64)}.0123456789abcdef.npy`,
    `${'0'.repeat(64)}.0123456789abcdef.npy`,
    `${kept}.tmp`,
    `${kept.slice(0, 64)}.json.0123456789abcdef.tmp`,
  ];
  for (const leftover of leftovers) await writeFile(at(leftover), '');
  await writeFile(at('README'), 'not ours');
  assert.deepEqual((await store.sweep()).sort(), [...leftovers].sort());
  assert.deepEqual((await files()).sort(), [...before, 'README'].sort());
  assert.deepEqual((await store.read('kept')).data, Float64Array.of(1));
  await assert.rejects(store.get('damaged'), damaged('array damaged'));
  assert.deepEqual(
    (await store.list()).map((info) => info.id),
    ['kept'],
  );
  await store.put('damaged', upload(file(3)), MEBIBYTE);
  assert.deepEqual(await store.sweep(), [broken]);
});

test('owners have arrays of their own under the same ids, in folders that are swept too', async () => {
  const [alice, bob] = [store.of('alice'), store.of('bob')];
  assert.equal(store.of('alice'), alice, 'one store, so that changes follow one another');
  assert.equal(store.of(undefined), store);
  const [ours, hers] = [await store.put('a', upload(file(1)), MEBIBYTE), await alice.put('a', upload(file(2)), MEBIBYTE)];
  assert.deepEqual([ours.owner, hers.owner], [undefined, 'alice']);
  await assert.rejects(bob.get('a'), withCode('array_not_found'));
  assert.deepEqual([await store.list(), await alice.list(), await bob.list()], [[ours], [hers], []]);
  assert.deepEqual(await store.listEveryones(), [ours, hers]);
  assert.deepEqual(await new ArrayStore(dataDir, 'alice').read('a'), { shape: [1], data: Float64Array.of(2) });
  const folder = dirname((await alice.get('a')).path);
  assert.match(basename(folder), /^[0-9a-f]{64}$/);
  const leftover = `${'0'.repeat(64)}.${'0'.repeat(16)}.npy.tmp`;
  await writeFile(join(folder, leftover), '');
  assert.deepEqual(await store.sweep(), [leftover]);
  await store.delete('a');
  assert.deepEqual(await store.listEveryones(), [hers]);
});

test('a description in the place of another is damage, also of another owner', async () => {
  const told: string[] = [];
  const listening = new ArrayStore(dataDir, undefined, ({ details }) => told.push(details.what));
  const [alice, bob] = [store.of('alice'), store.of('bob')];
  for (const [value, owned] of [store, alice, bob].entries()) await owned.put('a', upload(file(value)), MEBIBYTE);
  const b = await store.put('b', upload(file(7)), MEBIBYTE);
  const jsonOf = async (owned: ArrayStore, id: string) => (await owned.get(id)).path.replace(/\.[0-9a-f]{16}\.npy$/, '.json');
  await copyFile(await jsonOf(alice, 'a'), await jsonOf(bob, 'a'));
  await copyFile(await jsonOf(store, 'b'), await jsonOf(store, 'a'));
  for (const owned of [bob, store]) {
    await assert.rejects(owned.get('a'), damaged('array a'));
    await assert.rejects(owned.read('a'), damaged('array a'));
  }
  assert.deepEqual(await store.sweep(), [], 'a person may want to look at it');
  assert.deepEqual(await listening.listEveryones(), [await alice.get('a').then(({ path: _, ...info }) => info), b]);
  assert.equal(told.length, 2);
  for (const owned of [bob, store]) await owned.delete('a');
  for (const owned of [bob, store]) await assert.rejects(owned.get('a'), withCode('array_not_found'));
});

test('sums are kept with an array, and an array of an earlier version is read without', async () => {
  const bytes = file(1, 2, 3);
  await store.put('a', upload(bytes), MEBIBYTE);
  const { path } = await store.get('a');
  const json = path.replace(/\.[0-9a-f]{16}\.npy$/, '.json');
  const { content } = JSON.parse(await readFile(json, 'utf8'));
  assert.equal(content.crc32, crcText(crc32(bytes)));
  const { crc32: _, ...earlier } = content;
  await writeFile(json, `${JSON.stringify(earlier)}\n`);
  assert.deepEqual((await store.read('a')).data, Float64Array.of(1, 2, 3));
  await flipBit(path, -1);
  assert.notEqual((await store.read('a')).data[2], 3, 'nobody can tell');
  await writeFile(path, '');
  await assert.rejects(store.read('a'), damaged('array a'));
  await rm(path);
  for (const use of [() => store.read('a'), () => store.open('a')]) await assert.rejects(use, damaged('array a'));
});

test('sweep leaves what is younger than it is told', async () => {
  await store.put('a', upload(file(1)), MEBIBYTE);
  const [old, fresh] = [1, 2].map((digit) => join(dataDir, 'arrays', `${String(digit).repeat(64)}.0123456789abcdef.npy.tmp`));
  for (const path of [old!, fresh!]) await writeFile(path, 'half');
  const earlier = new Date(Date.now() - 2 * 3600 * 1000);
  await utimes(old!, earlier, earlier);
  assert.deepEqual(await store.sweep(3600 * 1000), [basename(old!)]);
  assert.deepEqual(await store.sweep(), [basename(fresh!)]);
});
