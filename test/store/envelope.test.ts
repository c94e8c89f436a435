import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { opened, readSealed, sealed, writeSealed } from '../../src/store/envelope.ts';
import { damaged } from '../support/damage.ts';

const folder = await mkdtemp(join(tmpdir(), 'envelope-'));
after(() => rm(folder, { recursive: true }));
const path = join(folder, 'record.json');

const value = { id: 'ä"\\\n\ud800', list: [0.1, null, { content: 1 }], of: 'itself' };
const OF = 'job "ä"\\';

test('a value comes back as it was, and a person can read the file', async () => {
  await writeSealed(path, OF, value);
  assert.deepEqual(JSON.parse((await readSealed(path, OF))!), value);
  const { crc32, of, content } = JSON.parse(await readFile(path, 'utf8'));
  assert.match(crc32, /^[0-9a-f]{8}$/);
  assert.deepEqual([of, content], [OF, value]);
  assert.equal(await readSealed(join(folder, 'nothing.json'), OF), undefined);
});

test('what is of something else is damaged', async () => {
  await writeSealed(path, 'job 2', value);
  await assert.rejects(readSealed(path, 'job 1'), damaged('job 1'));
});

test('every flipped bit is found, and every cut', async () => {
  const whole = Buffer.from(sealed('job 1', value));
  let flips = 0;
  for (let position = 0; position < whole.length; position++) {
    for (let bit = 0; bit < 8; bit++, flips++) {
      const wrong = Buffer.from(whole);
      wrong[position]! ^= 1 << bit;
      await writeFile(path, wrong);
      await assert.rejects(readSealed(path, 'job 1'), damaged('job 1'), `bit ${bit} of byte ${position}`);
    }
    assert.throws(() => opened(whole.subarray(0, position), 'job 1'), damaged('job 1'), `cut at ${position}`);
  }
  assert.equal(flips, 8 * whole.length);
  assert.throws(() => opened(Buffer.concat([whole, whole]), 'job 1'), damaged('job 1'));
  assert.throws(() => opened(Buffer.alloc(whole.length), 'job 1'), damaged('job 1'));
});

test('what an earlier version wrote is read unchecked, if it is JSON', () => {
  assert.deepEqual(opened(Buffer.from('{"id":1}\n'), 'job 1'), { content: '{"id":1}\n' });
  for (const text of ['', '{"id":', '7', 'null', '{"content":{"id":1}}', '{"of":"job 1"}', '{"crc32":"0"}'])
    assert.throws(() => opened(Buffer.from(text), 'job 1'), damaged('job 1'), text);
});
