import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, open, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { isHypertangentError } from '../../src/errors.ts';
import { replaceFileAtomically, withStorageErrors, writeFileAtomically, writeFully } from '../../src/store/atomic-file.ts';

const directory = await mkdtemp(join(tmpdir(), 'atomic-'));
after(() => rm(directory, { recursive: true }));

test('text and bytes are written and replaced whole', async () => {
  const path = join(directory, 'file');
  await writeFileAtomically(path, 'ä');
  assert.equal(await readFile(path, 'utf8'), 'ä');
  await writeFileAtomically(path, Uint8Array.of(1, 2));
  assert.deepEqual(await readFile(path), Buffer.of(1, 2));
  assert.deepEqual(await readdir(directory), ['file']);
});

test('when writing fails, the old file stays and nothing is left beside it', async () => {
  const path = join(directory, 'file');
  await writeFileAtomically(path, 'old');
  const failure = new Error('stop');
  const write = replaceFileAtomically(path, async (handle) => {
    await writeFully(handle, Buffer.from('half'));
    throw failure;
  });
  await assert.rejects(write, failure);
  assert.equal(await readFile(path, 'utf8'), 'old');
  assert.deepEqual(await readdir(directory), ['file']);
});

test('when renaming fails, nothing is left', async () => {
  const path = join(directory, 'directory');
  await mkdir(path);
  await assert.rejects(writeFileAtomically(path, 'text'), { code: 'EISDIR' });
  assert.deepEqual((await readdir(directory)).sort(), ['directory', 'file']);
});

test('a full disk is storage_full', { skip: existsSync('/dev/full') ? false : 'no /dev/full here' }, async () => {
  const write = withStorageErrors(async () => {
    const handle = await open('/dev/full', 'w');
    try {
      await writeFully(handle, Buffer.from('text'));
    } finally {
      await handle.close();
    }
  });
  await assert.rejects(write, (error) => isHypertangentError(error, 'storage_full') && error.details.reason.includes('no space'));
});
