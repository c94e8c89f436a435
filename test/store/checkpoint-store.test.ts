import assert from 'node:assert/strict';
import { copyFile, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { CheckpointStore } from '../../src/store/checkpoint-store.ts';
import { writeNpyFile } from '../../src/store/npy/file.ts';
import { cutShort, flipBit } from '../support/damage.ts';

let dataDir: string;
let store: CheckpointStore;

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'checkpoints-'));
  store = new CheckpointStore(dataDir);
});
afterEach(() => rm(dataDir, { recursive: true }));

const array = (...values: number[]) => ({ shape: [values.length], data: Float64Array.from(values) });
const state = array(1, 2, 3);
const files = () => readdir(join(dataDir, 'checkpoints'));

test('an equal problem finds what was reached; another does not', async () => {
  await store.of({ ridge: 1 }, [array(1, 2), undefined]).save(state);
  const later = new CheckpointStore(dataDir);
  assert.deepEqual(await later.of({ ridge: 1 }, [array(1, 2), undefined]).load(), state);
  for (const [settings, arrays] of [
    [{ ridge: 2 }, [array(1, 2), undefined]],
    [{ ridge: 1 }, [array(1, 3), undefined]],
    [{ ridge: 1 }, [array(1, 2), array()]],
    [{ ridge: 1 }, [array(1), array(2)]],
  ] as const)
    assert.equal(await later.of(settings, arrays).load(), null);
});

test('numbers that threads share count as those that they do not', async () => {
  const shared = { shape: [2], data: new Float64Array(new SharedArrayBuffer(16)) };
  shared.data.set([1, 2]);
  await store.of({}, [shared]).save(state);
  assert.deepEqual(await store.of({}, [array(1, 2)]).load(), state);
});

test('once removed it is gone; one that is damaged counts as none', async () => {
  const checkpoint = store.of({}, []);
  await checkpoint.save(state);
  await writeFile(join(dataDir, 'checkpoints', (await files())[0]!), 'no numbers');
  assert.equal(await checkpoint.load(), null);
  await checkpoint.save(array(4));
  assert.deepEqual(await checkpoint.load(), array(4));
  await checkpoint.remove();
  assert.equal(await checkpoint.load(), null);
});

test('the sweep removes what is old or unfinished', async () => {
  await store.sweep();
  await store.of({ age: 'new' }, []).save(state);
  await store.of({ age: 'old' }, []).save(state);
  const folder = join(dataDir, 'checkpoints');
  const fresh = store.of({ age: 'new' }, []);
  await writeFile(join(folder, 'a.npy.tmp'), '');
  const long = new Date(Date.now() - 8 * 24 * 3600 * 1000);
  for (const name of await files()) await utimes(join(folder, name), long, long);
  await fresh.save(state);
  await store.sweep();
  assert.equal((await files()).length, 2);
  assert.deepEqual(await fresh.load(), state);
});

test('an owner does not find what another reached in an equal problem', async () => {
  const [alice, bob] = [new CheckpointStore(dataDir, 0, 'alice'), new CheckpointStore(dataDir, 0, 'bob')];
  await alice.of({ ridge: 1 }, [array(1)]).save(state);
  assert.deepEqual(await alice.of({ ridge: 1 }, [array(1)]).load(), state);
  for (const other of [bob, store]) assert.equal(await other.of({ ridge: 1 }, [array(1)]).load(), null);
});

for (const [what, damage] of Object.entries({
  'cut short': cutShort,
  empty: (path: string) => writeFile(path, ''),
  'with a flipped bit': (path: string) => flipBit(path, -3),
  missing: (path: string) => rm(path),
  'the one of another problem': async (path: string) => {
    await store.of({ other: true }, []).save(array(7, 8, 9));
    const end = path.slice(path.lastIndexOf('.'));
    const other = (await files()).find((name) => name.endsWith(end) && !path.endsWith(name))!;
    await copyFile(join(dataDir, 'checkpoints', other), path);
  },
}))
  test(`a checkpoint ${what} counts as none, and is swept away`, async () => {
    for (const end of ['.npy', '.json']) {
      const checkpoint = store.of({ end }, []);
      await checkpoint.save(state);
      const [name] = (await files()).filter((candidate) => candidate.endsWith(end));
      await damage(join(dataDir, 'checkpoints', name!));
      assert.equal(await checkpoint.load(), null);
      await checkpoint.save(state);
      assert.deepEqual(await checkpoint.load(), state);
      await checkpoint.remove();
      await store.of({ other: true }, []).clear();
      await store.sweep();
      assert.deepEqual(await files(), []);
    }
  });

test('a checkpoint of an earlier version is found, and goes when there is another', async () => {
  const checkpoint = store.of({}, []);
  await checkpoint.save(state);
  const digest = (await files())[0]!.slice(0, 64);
  await checkpoint.clear();
  await writeNpyFile(join(dataDir, 'checkpoints', `${digest}.npy`), array(4, 5));
  await store.sweep();
  assert.deepEqual(await store.of({}, []).load(), array(4, 5));
  await checkpoint.save(state);
  assert.deepEqual((await files()).map((name) => name.replace(/\.[0-9a-f]{8}\./, '.*.').slice(64)).sort(), ['.*.npy', '.json']);
  assert.deepEqual(await store.of({}, []).load(), state);
});

test('the sweep leaves what is being written elsewhere', async () => {
  await store.of({}, []).save(state);
  const folder = join(dataDir, 'checkpoints');
  await writeFile(join(folder, `${'0'.repeat(64)}.01234567.npy`), 'half');
  await store.sweep(3600 * 1000);
  assert.equal((await files()).length, 3);
  await store.sweep();
  assert.equal((await files()).length, 2);
  assert.deepEqual(await store.of({}, []).load(), state);
});
