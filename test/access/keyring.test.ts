import assert from 'node:assert/strict';
import crypto from 'node:crypto';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, mock, test } from 'node:test';
import { KeyRing } from '../../src/access/keyring.ts';
import { type TestKey, testKey } from '../support/keys.ts';
import { eventually } from '../support/service.ts';

const folder = await mkdtemp(join(tmpdir(), 'hypertangent-'));
after(() => rm(folder, { recursive: true }));

const [alice, bob, carol] = [testKey('alice', ['read']), testKey('bob', ['compute']), testKey('carol', ['admin'])];
const keyOf = ({ headers }: TestKey) => headers.authorization.slice('Bearer '.length);
const list = (...keys: TestKey[]) => JSON.stringify(keys.map(({ entry }) => entry));

async function ringOf(name: string, text: string, ...keys: TestKey[]) {
  const file = join(folder, name);
  await writeFile(file, text);
  const changes: ({ keys: number } | { error: Error })[] = [];
  const ring = await KeyRing.open({ keys: keys.map(({ entry }) => entry), file, onChange: (change) => changes.push(change) });
  const accepts = async (key: TestKey) => (await ring.find(keyOf(key))) !== undefined;
  return { file, ring, changes, accepts };
}

test('keys of the file and of the environment are found, with their entries, and no others', async () => {
  const { ring } = await ringOf('both.json', list(alice), bob);
  assert.deepEqual(await ring.find(keyOf(alice)), alice.entry);
  assert.deepEqual(await ring.find(keyOf(bob)), bob.entry);
  for (const key of [keyOf(carol), alice.entry.hash, '', `${keyOf(alice)} `, keyOf(alice).toUpperCase()])
    assert.equal(await ring.find(key), undefined);
});

test('a key is compared with every hash, in constant time', async () => {
  const { ring } = await ringOf('timing.json', list(alice, bob, carol));
  const spy = mock.method(crypto, 'timingSafeEqual');
  syncBuiltinESMExports();
  try {
    for (const key of [keyOf(alice), keyOf(carol), 'none']) {
      const before = spy.mock.callCount();
      await ring.find(key);
      assert.equal(spy.mock.callCount() - before, 3, 'whichever it is, and whether it is one');
    }
  } finally {
    spy.mock.restore();
    syncBuiltinESMExports();
  }
});

test('a key that is taken out of the file is refused, and one that is put in is accepted', async () => {
  const { file, changes, accepts } = await ringOf('changing.json', list(alice), carol);
  assert.ok(await accepts(alice));
  await writeFile(file, list(bob));
  await eventually(async () => !(await accepts(alice)));
  assert.ok(await accepts(bob));
  assert.ok(await accepts(carol), 'those of the environment stay');
  await writeFile(`${file}.new`, '[]');
  await rename(`${file}.new`, file);
  await eventually(async () => !(await accepts(bob)));
  assert.deepEqual(changes, [{ keys: 2 }, { keys: 1 }]);
});

test('a file that breaks leaves the keys that were read last, says so once, and is taken again when it is whole', async () => {
  const { file, changes, accepts } = await ringOf('breaking.json', list(alice), carol);
  const broken = [async () => writeFile(file, '[{'), async () => writeFile(file, list(alice, alice)), async () => rm(file)];
  for (const [index, destroy] of broken.entries()) {
    await destroy();
    await eventually(async () => (await accepts(alice)) && changes.length === index + 1);
    assert.ok('error' in changes[index]!);
  }
  await new Promise((resolve) => setTimeout(resolve, 1100));
  assert.ok(await accepts(alice));
  assert.equal(changes.length, 3, 'once for each state of the file');
  await writeFile(file, list(bob));
  await eventually(async () => await accepts(bob));
  assert.ok(!(await accepts(alice)));
});

test('a file that is broken or missing from the start is an error, and so is a key that stands in it and beside it', async () => {
  await assert.rejects(ringOf('broken.json', '{}'), /broken\.json must be a JSON list of keys/);
  await assert.rejects(ringOf('twice.json', list(alice), alice), /must be a list with every name once/);
  const missing = join(folder, 'missing.json');
  await assert.rejects(KeyRing.open({ keys: [], file: missing, onChange: () => {} }), /cannot be read: ENOENT/);
});

test('a clock that is set back does not keep a key that was taken out', async () => {
  const { file, accepts } = await ringOf('clock.json', list(alice));
  assert.ok(await accepts(alice));
  const real = Date.now;
  mock.method(Date, 'now', () => real() - 3_600_000);
  try {
    await writeFile(file, '[]');
    await eventually(async () => !(await accepts(alice)));
  } finally {
    mock.restoreAll();
  }
});
