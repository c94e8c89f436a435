import assert from 'node:assert/strict';
import { promises, type RmOptions } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import type { NpyFile } from '../../src/store/array-value.ts';
import { type BundlePlace, loadArrays, readBundle, removeBundle, removeFolder, writeBundle } from '../../src/store/bundle.ts';
import { crc32, crcText } from '../../src/store/crc32.ts';
import { encodeNpy } from '../../src/store/npy/encode.ts';
import { writeNpyFile } from '../../src/store/npy/file.ts';
import { damaged, flipBit } from '../support/damage.ts';

let root: string;
let folder: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'bundle-'));
  folder = join(root, 'bundle');
});
afterEach(() => rm(root, { recursive: true }));

const place = (name: string, at = folder): BundlePlace => ({ folder: at, name, of: `${name} 1` });
/** Names of a folder, with what differs each time left out. */
const names = async (at = folder) => (await readdir(at)).map((name) => name.replace(/\.[0-9a-f]{8}\./, '.*.')).sort();
const array = (...values: number[]) => ({ shape: [values.length], data: Float64Array.from(values) });

const tree = () => ({
  title: 'ä',
  count: 0.1,
  nothing: null,
  list: [1, [2], array(1, Number.NaN, -0)],
  model: {
    weights: { shape: [2, 2], data: Float64Array.of(1, 2, 3, Number.POSITIVE_INFINITY) },
    empty: { shape: [0, 3], data: new Float64Array(0) },
  },
});

test('numbers, texts and arrays come back as they were, bit for bit', async () => {
  await writeBundle(place('model'), tree());
  assert.deepEqual(await loadArrays(await readBundle(place('model'))), tree());
  assert.deepEqual(await names(), ['model.*.list.2.npy', 'model.*.model.empty.npy', 'model.*.model.weights.npy', 'model.json']);
});

test('a bundle may be an array and nothing else', async () => {
  await writeBundle(place('state'), array(1, 2));
  assert.deepEqual(await loadArrays(await readBundle(place('state'))), array(1, 2));
  assert.deepEqual(await names(), ['state.*.npy', 'state.json']);
});

test('arrays are read as files with their shapes and sums', async () => {
  await writeBundle(place('model'), { mean: array(1, 2, 3) });
  const { mean } = (await readBundle(place('model'))) as { mean: NpyFile };
  const bytes = Buffer.from(encodeNpy(array(1, 2, 3)));
  assert.deepEqual(await readFile(mean.npyPath), bytes);
  const sums = { bytes: bytes.length, crc32: crcText(crc32(bytes)) };
  assert.deepEqual(mean, { shape: [3], npyPath: mean.npyPath, kept: { of: 'model 1', sums } });
});

test('an array that stands in two places of the tree is kept once', async () => {
  const both = array(1, 2);
  await writeBundle(place('model'), { a: both, b: [both] });
  assert.deepEqual(await names(), ['model.*.a.npy', 'model.json']);
  assert.deepEqual(await loadArrays(await readBundle(place('model'))), { a: array(1, 2), b: [array(1, 2)] });
});

test('a file that nobody keeps is moved within the folder, and stays in another', async () => {
  await mkdir(folder);
  const [inside, outside] = [join(folder, 'large.npy'), join(root, 'large.npy')];
  for (const path of [inside, outside]) await writeNpyFile(path, array(1, 2));
  await writeBundle(place('result'), { a: { shape: [2], npyPath: inside }, b: { shape: [2], npyPath: outside } });
  assert.deepEqual(await names(), ['result.*.a.npy', 'result.*.b.npy', 'result.json']);
  assert.deepEqual(await names(root), ['bundle', 'large.npy']);
  const tree = (await readBundle(place('result'))) as Record<'a' | 'b', NpyFile>;
  assert.equal((await stat(tree.b.npyPath)).ino, (await stat(outside)).ino, 'not a copy');
  await rm(outside);
  assert.deepEqual(await loadArrays(tree), { a: array(1, 2), b: array(1, 2) });
  for (const { kept } of Object.values(tree)) assert.match(kept!.sums!.crc32, /^[0-9a-f]{8}$/);
});

test('a file that nobody keeps but is named as the files of the bundle are keeps its name', async () => {
  await mkdir(folder);
  const npyPath = join(folder, 'result.0123abcd.mean.npy');
  await writeNpyFile(npyPath, array(1, 2));
  await writeBundle(place('result'), { mean: { shape: [2], npyPath } });
  assert.equal(((await readBundle(place('result'))) as { mean: NpyFile }).mean.npyPath, npyPath);
});

test('what one bundle keeps another may keep as well', async () => {
  await writeBundle(place('part'), { weights: array(1, 2) });
  const part = (await readBundle(place('part'))) as object;
  await writeBundle(place('model'), { part });
  await writeBundle(place('copy', join(root, 'other')), { part });
  for (const [name, at] of [
    ['model', folder],
    ['copy', join(root, 'other')],
  ] as const)
    assert.deepEqual(await loadArrays(await readBundle(place(name, at))), { part: { weights: array(1, 2) } });
  await removeBundle(place('part'));
  assert.deepEqual(await names(), ['model.*.part.weights.npy', 'model.json']);
  assert.deepEqual(await loadArrays(await readBundle(place('model'))), { part: { weights: array(1, 2) } });
});

test('what is damaged in one bundle is not handed on to another', async () => {
  await writeBundle(place('part'), { weights: array(1, 2) });
  const part = (await readBundle(place('part'))) as { weights: NpyFile };
  await flipBit(part.weights.npyPath, -1);
  await assert.rejects(writeBundle(place('model'), { part }), damaged('part 1'));
  await rm(part.weights.npyPath);
  await assert.rejects(writeBundle(place('model'), { part }), damaged('part 1'));
  assert.deepEqual(await names(), ['part.json']);
});

test('a bundle that is written anew leaves nothing of the one before, and can be written from what was read of it', async () => {
  await writeBundle(place('result'), { a: array(1), b: array(2) });
  const first = await readBundle(place('result'));
  await writeBundle(place('result'), first);
  assert.deepEqual(await loadArrays(await readBundle(place('result'))), { a: array(1), b: array(2) });
  assert.deepEqual(await names(), ['result.*.a.npy', 'result.*.b.npy', 'result.json']);
  await writeBundle(place('result'), { a: array(3) });
  assert.deepEqual(await names(), ['result.*.a.npy', 'result.json']);
  await writeBundle(place('result'), {});
  assert.deepEqual(await names(), ['result.json']);
});

test('of bundles that are written at the same time one is there, with files of its own', async () => {
  const values = [1, 2, 3, 4, 5, 6, 7, 8];
  await Promise.all(values.map((value) => writeBundle(place('result'), { value, a: array(value), b: array(value, value) })));
  const { value, ...arrays } = (await loadArrays(await readBundle(place('result')))) as { value: number };
  assert.deepEqual(arrays, { a: array(value), b: array(value, value) });
});

test('a bundle without its JSON is not there', async () => {
  assert.equal(await readBundle(place('model')), undefined);
  await mkdir(folder);
  await writeNpyFile(join(folder, 'model.mean.npy'), array(1));
  assert.equal(await readBundle(place('model')), undefined);
});

test('writing that fails leaves no bundle', async () => {
  const missing = { shape: [1], npyPath: join(root, 'missing.npy') };
  await assert.rejects(writeBundle(place('model'), { first: array(1), missing }), { code: 'ENOENT' });
  assert.equal(await readBundle(place('model')), undefined);
  assert.deepEqual(await names(), []);
});

test('replacing one that fails leaves the old one', async () => {
  await writeBundle(place('model'), { mean: array(1) });
  const missing = { shape: [1], npyPath: join(root, 'missing.npy') };
  await assert.rejects(writeBundle(place('model'), { missing }), { code: 'ENOENT' });
  assert.deepEqual(await loadArrays(await readBundle(place('model'))), { mean: array(1) });
  assert.deepEqual(await names(), ['model.*.mean.npy', 'model.json']);
});

test('a bundle can be moved and copied', async () => {
  await writeBundle(place('model'), tree());
  const moved = join(root, 'elsewhere', 'model');
  await cp(folder, moved, { recursive: true });
  await removeFolder(folder, 'model');
  assert.deepEqual(await loadArrays(await readBundle(place('model', moved))), tree());
  assert.ok(!(await readFile(join(moved, 'model.json'), 'utf8')).includes(root), 'no path is written');
});

test('a file named in the JSON is never outside the folder', async () => {
  await mkdir(folder);
  await writeFile(join(folder, 'model.json'), '{"a":{"$npy":"../../etc/secret.npy","shape":[1]}}');
  const npyPath = join(folder, 'secret.npy');
  assert.deepEqual(await readBundle(place('model')), { a: { shape: [1], npyPath, kept: { of: 'model 1' } } });
});

test('a bundle of an earlier version is read, and written anew with sums', async () => {
  await mkdir(folder);
  await writeNpyFile(join(folder, 'model.a.npy'), array(1));
  await writeFile(join(folder, 'model.json'), '{"a":{"$npy":"model.a.npy","shape":[1]},"b":[2]}\n');
  const found = await readBundle(place('model'));
  assert.deepEqual(await loadArrays(found), { a: array(1), b: [2] });
  await writeBundle(place('model'), found);
  assert.deepEqual(await names(), ['model.*.a.npy', 'model.json']);
  const { a } = (await readBundle(place('model'))) as { a: NpyFile };
  await flipBit(a.npyPath, 0);
  await assert.rejects(loadArrays({ a }), damaged('model 1'));
});

test('a bundle in the place of another is damaged', async () => {
  await writeBundle(place('model'), { a: 1 });
  await assert.rejects(readBundle({ ...place('model'), of: 'model 2' }), damaged('model 2'));
});

test('bundles of different names share a folder, and go with it', async () => {
  await writeBundle(place('input'), { a: array(1) });
  await writeBundle(place('result'), { a: array(2) });
  assert.deepEqual(await loadArrays(await readBundle(place('input'))), { a: array(1) });
  assert.deepEqual(await loadArrays(await readBundle(place('result'))), { a: array(2) });
  await removeFolder(folder, 'model');
  assert.deepEqual(await readdir(root), []);
  await removeFolder(folder, 'model');
});

test('a bundle whose removal is interrupted is not there any more', async (context) => {
  await writeBundle(place('model'), tree());
  const { rm: remove } = promises;
  context.mock.method(promises, 'rm', (path: string, options: RmOptions) =>
    options.recursive ? Promise.reject(new Error('killed')) : remove(path, options),
  );
  syncBuiltinESMExports();
  await assert.rejects(removeFolder(folder, 'model'), /killed/);
  context.mock.restoreAll();
  syncBuiltinESMExports();
  assert.equal(await readBundle(place('model')), undefined);
  assert.ok((await readdir(folder)).length > 0);
});
