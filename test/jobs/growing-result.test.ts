import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { GrowingResult } from '../../src/jobs/runner/growing-result.ts';
import { encodeNpy } from '../../src/store/npy/encode.ts';

const folder = await mkdtemp(join(tmpdir(), 'hypertangent-'));
after(() => rm(folder, { recursive: true }));

const ARRAY = { shape: [100, 50], data: Float64Array.from({ length: 5000 }, (_, i) => Math.sin(i)) };

test('what grows row by row is the file of the whole when it is finished', async () => {
  const path = join(folder, 'whole.npy');
  const final: number[] = [];
  const growing = new GrowingResult(path, ARRAY, (_file, bytes) => final.push(bytes));
  for (const rows of [10, 60]) growing.rowsFinal(rows);
  await growing.finish();
  assert.ok((await readFile(path)).equals(encodeNpy(ARRAY)));
  assert.equal(final.at(-1), (await stat(path)).size);
});

test('one that is abandoned is not written on, however many rows are final', async () => {
  const path = join(folder, 'abandoned.npy');
  const final: number[] = [];
  const growing = new GrowingResult(path, ARRAY, (_file, bytes) => final.push(bytes));
  growing.rowsFinal(100);
  await growing.abandon();
  assert.deepEqual(final, []);
  assert.ok((await stat(path)).size < 1000);
});
