import assert from 'node:assert/strict';
import { copyFile, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cutShort, flipBit } from '../../support/damage.ts';
import { NPZ, type TestService } from '../../support/service.ts';

/** Whatever happens to a file: no wrong number is ever answered, and the error says what is damaged. */

export type Damage = (path: string, other: string) => Promise<unknown>;

/** Of any file; `other` is a valid one of the same kind. */
const ANY: Record<string, Damage> = {
  'is cut short': (path) => cutShort(path),
  'is empty': (path) => writeFile(path, ''),
  'has a flipped bit at its beginning': (path) => flipBit(path, 1),
  'has a flipped bit at its end': (path) => flipBit(path, -1),
  'is another': (path, other) => copyFile(other, path),
};
export const OF_NPY: Record<string, Damage> = {
  ...ANY,
  'has a flipped bit in its header': (path) => flipBit(path, 40),
  'has a flipped bit in its numbers': (path) => flipBit(path, 140, 6),
  'is too long': (path) => writeFile(path, 'x', { flag: 'a' }),
  'is missing': (path) => rm(path),
};
export const OF_JSON: Record<string, Damage> = {
  ...ANY,
  'has a flipped bit in its sum': (path) => flipBit(path, 12),
  'has a flipped bit in its content': (path) => flipBit(path, 150),
};

/** Zip files say when they were made: where the first does. */
const ZIP_TIME = [10, 14] as const;

export const JSON_TYPE = 'application/json';

/** Checks of a service whose files are damaged. */
export function damageChecks(service: TestService) {
  /** All of an answer that comes, and whether it came whole. */
  async function receive(path: string, accept: string) {
    const response = await fetch(service.url + path, { headers: { accept } });
    const chunks: Uint8Array[] = [];
    try {
      for await (const chunk of response.body!) chunks.push(chunk as Uint8Array);
    } catch {
      return { status: response.status, bytes: Buffer.concat(chunks), whole: false };
    }
    return { status: response.status, bytes: Buffer.concat(chunks), whole: true };
  }

  /** Checks that an answer is the problem, or breaks off before it says anything else than `good`. */
  async function neverWrong(what: string, path: string, accept: string, good: Uint8Array): Promise<'problem' | 'broken off'> {
    const { status, bytes, whole } = await receive(path, accept);
    if (status === 500) {
      const { code, details } = JSON.parse(bytes.toString());
      assert.deepEqual([code, details], ['damaged_file', { what }]);
      return 'problem';
    }
    assert.deepEqual([status, whole], [200, false], `${path} as ${accept}`);
    if (accept === NPZ) for (const answer of [bytes, good]) answer.fill(0, ...ZIP_TIME);
    assert.ok(bytes.length < good.length && Buffer.from(good).subarray(0, bytes.length).equals(bytes), `${path} as ${accept}`);
    return 'broken off';
  }

  async function damaged(what: string, method: string, path: string, options: { json?: unknown } = {}): Promise<void> {
    const { details, detail } = await service.refuses(500, 'damaged_file', method, path, options);
    assert.equal(details.what, what);
    assert.ok(!detail.includes(service.dataDir), detail);
  }

  /** Does it with a file that is as before afterwards. */
  async function damaging(path: string, damage: Damage, other: string, work: () => Promise<void>): Promise<void> {
    const good = await readFile(path);
    try {
      await damage(path, other);
      await work();
    } finally {
      await writeFile(path, good);
    }
  }

  /** The files of a folder, by the ends of their names. */
  async function files(...folder: string[]) {
    const names = await readdir(join(service.dataDir, ...folder));
    return (end: string) => {
      const found = names.filter((name) => name.endsWith(end));
      assert.equal(found.length, 1, `${end} among ${names}`);
      return join(service.dataDir, ...folder, found[0]!);
    };
  }

  return { receive, neverWrong, damaged, damaging, files };
}
