import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { loadArrays, readBundle, writeBundle } from '../../src/store/bundle.ts';
import { writeNpyFile } from '../../src/store/npy/file.ts';
import { SmallDisk } from '../support/small-disk.ts';

const disk = await SmallDisk.mount(1);
if (disk) {
  after(() => disk.unmount());

  test('arrays of another file system are copied, as no file can be on both', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'bundle-'));
    after(() => rm(folder, { recursive: true }));
    const array = (...values: number[]) => ({ shape: [values.length], data: Float64Array.from(values) });
    const there = { folder: disk.path, name: 'part', of: 'part 1' };
    await writeBundle(there, { kept: array(1, 2) });
    const scratch = join(disk.path, 'scratch.npy');
    await writeNpyFile(scratch, array(3));
    const here = { folder, name: 'model', of: 'model 1' };
    await writeBundle(here, { ...((await readBundle(there)) as object), scratch: { shape: [1], npyPath: scratch } });
    await rm(scratch);
    assert.deepEqual(await loadArrays(await readBundle(here)), { kept: array(1, 2), scratch: array(3) });
    assert.deepEqual(await loadArrays(await readBundle(there)), { kept: array(1, 2) });
  });
}
