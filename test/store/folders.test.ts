import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { isOlder, namesIn } from '../../src/store/folders.ts';

const root = await mkdtemp(join(tmpdir(), 'folders-'));
after(() => rm(root, { recursive: true }));

const HOUR = 3600 * 1000;
const hoursAgo = (path: string, hours: number) =>
  utimes(path, new Date(Date.now() - hours * HOUR), new Date(Date.now() - hours * HOUR));

test('what is not there has no names; another failure is none of that', async () => {
  await writeFile(join(root, 'file'), '');
  assert.deepEqual(await namesIn(root), ['file']);
  assert.deepEqual(await namesIn(join(root, 'missing')), []);
  await assert.rejects(namesIn(join(root, 'file')), { code: 'ENOTDIR' });
});

test('a folder is as old as what was changed in it last', async () => {
  const [folder, inner] = [join(root, 'folder'), join(root, 'folder', 'inner')];
  await mkdir(inner, { recursive: true });
  await writeFile(join(inner, 'file'), '');
  await hoursAgo(join(inner, 'file'), 3);
  await hoursAgo(inner, 5);
  await hoursAgo(folder, 5);
  assert.deepEqual([await isOlder(folder, 2 * HOUR), await isOlder(folder, 4 * HOUR)], [true, false]);
  assert.deepEqual([await isOlder(join(inner, 'file'), 2 * HOUR), await isOlder(join(inner, 'file'), 4 * HOUR)], [true, false]);
  await hoursAgo(folder, 1);
  assert.equal(await isOlder(folder, 2 * HOUR), false);
  assert.equal(await isOlder(join(root, 'missing'), 1), false, 'what is gone is not there to be removed');
});

test('everything is older than nothing', async () => {
  await writeFile(join(root, 'new'), '');
  assert.deepEqual([await isOlder(join(root, 'new'), 0), await isOlder(join(root, 'new'), HOUR)], [true, false]);
});
