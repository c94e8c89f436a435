import assert from 'node:assert/strict';
import { promises, type RmOptions } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { loadArrays, readBundle, removeBundle, writeBundle } from '../../src/store/bundle.ts';
import { writeNpyFile } from '../../src/store/npy/file.ts';

let root: string;
let folder: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'bundle-'));
  folder = join(root, 'bundle');
});
afterEach(() => rm(root, { recursive: true }));

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
  await writeBundle(folder, 'model', tree());
  assert.deepEqual(await loadArrays(await readBundle(folder, 'model')), tree());
  assert.deepEqual((await readdir(folder)).sort(), [
    'model.json',
    'model.list.2.npy',
    'model.model.empty.npy',
    'model.model.weights.npy',
  ]);
});

test('arrays are read as files with their shapes', async () => {
  await writeBundle(folder, 'model', { mean: array(1, 2, 3) });
  assert.deepEqual(await readBundle(folder, 'model'), { mean: { shape: [3], npyPath: join(folder, 'model.mean.npy') } });
});

test('an array in a file of another folder is moved in; one that is there stays', async () => {
  const outside = join(root, 'large.npy');
  await writeNpyFile(outside, array(1, 2));
  await writeBundle(folder, 'result', { mean: { shape: [2], npyPath: outside } });
  assert.deepEqual(await readdir(root), ['bundle']);
  const first = await readBundle(folder, 'result');
  await writeBundle(folder, 'result', first);
  assert.deepEqual(await readBundle(folder, 'result'), first);
  assert.deepEqual(await loadArrays(first), { mean: array(1, 2) });
});

test('a bundle without its JSON is not there', async () => {
  assert.equal(await readBundle(folder, 'model'), undefined);
  await mkdir(folder);
  await writeNpyFile(join(folder, 'model.mean.npy'), array(1));
  assert.equal(await readBundle(folder, 'model'), undefined);
});

test('writing that fails leaves no bundle', async () => {
  const missing = { shape: [1], npyPath: join(root, 'missing.npy') };
  await assert.rejects(writeBundle(folder, 'model', { first: array(1), missing }), { code: 'ENOENT' });
  assert.equal(await readBundle(folder, 'model'), undefined);
});

test('replacing one that fails leaves the old one', async () => {
  await writeBundle(folder, 'model', { mean: array(1) });
  const missing = { shape: [1], npyPath: join(root, 'missing.npy') };
  await assert.rejects(writeBundle(folder, 'model', { missing }), { code: 'ENOENT' });
  assert.deepEqual(await loadArrays(await readBundle(folder, 'model')), { mean: array(1) });
});

test('a bundle can be moved and copied', async () => {
  await writeBundle(folder, 'model', tree());
  const moved = join(root, 'elsewhere', 'model');
  await cp(folder, moved, { recursive: true });
  await removeBundle(folder, 'model');
  assert.deepEqual(await loadArrays(await readBundle(moved, 'model')), tree());
  assert.ok(!(await readFile(join(moved, 'model.json'), 'utf8')).includes(root), 'no path is written');
});

test('a file named in the JSON is never outside the folder', async () => {
  await mkdir(folder);
  await writeFile(join(folder, 'model.json'), '{"a":{"$npy":"../../etc/secret.npy","shape":[1]}}');
  assert.deepEqual(await readBundle(folder, 'model'), { a: { shape: [1], npyPath: join(folder, 'secret.npy') } });
});

test('bundles of different names share a folder, and go with it', async () => {
  await writeBundle(folder, 'input', { a: array(1) });
  await writeBundle(folder, 'result', { a: array(2) });
  assert.deepEqual(await loadArrays(await readBundle(folder, 'input')), { a: array(1) });
  assert.deepEqual(await loadArrays(await readBundle(folder, 'result')), { a: array(2) });
  await removeBundle(folder, 'model');
  assert.deepEqual(await readdir(root), []);
  await removeBundle(folder, 'model');
});

test('a bundle whose removal is interrupted is not there any more', async (context) => {
  await writeBundle(folder, 'model', tree());
  const { rm: remove } = promises;
  context.mock.method(promises, 'rm', (path: string, options: RmOptions) =>
    options.recursive ? Promise.reject(new Error('killed')) : remove(path, options),
  );
  syncBuiltinESMExports();
  await assert.rejects(removeBundle(folder, 'model'), /killed/);
  context.mock.restoreAll();
  syncBuiltinESMExports();
  assert.equal(await readBundle(folder, 'model'), undefined);
  assert.ok((await readdir(folder)).length > 0);
});
