import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { keepSpare, writeToSpare } from '../../src/store/spare-file.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spare-'));
});
afterEach(() => rm(folder, { recursive: true }));

test('the room that was kept becomes the file, once', async () => {
  const [spare, path] = [join(folder, 'inner', 'record.spare'), join(folder, 'inner', 'record.json')];
  await keepSpare(spare);
  await keepSpare(spare);
  const { ino, size } = await stat(spare);
  assert.ok(size >= 4096);
  await writeFile(path, 'old');
  assert.equal(await writeToSpare(spare, path, '{"ä":1}\n'), true);
  assert.equal(await readFile(path, 'utf8'), '{"ä":1}\n');
  assert.equal((await stat(path)).ino, ino, 'no room but that was taken');
  assert.deepEqual(await readdir(join(folder, 'inner')), ['record.json']);
  assert.equal(await writeToSpare(spare, path, 'more'), false);
  assert.equal(await readFile(path, 'utf8'), '{"ä":1}\n');
});

test('of those that want it at the same time one has it', async () => {
  const [spare, path] = [join(folder, 'record.spare'), join(folder, 'record.json')];
  await keepSpare(spare);
  const texts = ['first', 'second', 'third'];
  const had = await Promise.all(texts.map((text) => writeToSpare(spare, path, text)));
  assert.equal(had.filter(Boolean).length, 1);
  assert.equal(await readFile(path, 'utf8'), texts[had.indexOf(true)]);
  assert.deepEqual(await readdir(folder), ['record.json']);
});
