import { readFile } from 'node:fs/promises';
import type { HypertangentError } from '../errors.ts';
import { errorCode, writeFileAtomically } from './atomic-file.ts';
import { crc32, crcText } from './crc32.ts';
import { asDamage, damagedFile } from './damage.ts';

/** `{"crc32":"89abcdef","of":"job 1a2b…","content":…}`, a line: how every JSON file begins. */
const BEGINNING = /^\{"crc32":"([0-9a-f]{8})","of":("(?:[^"\\]|\\.)*"),"content":/;
const END = '}\n';

/** Any of them in a file that does not begin so says that it once did. */
const FIELDS = ['crc32', 'of', 'content'];

/** What a JSON file holds. */
export interface Opened {
  /** What it belongs to; undefined where an earlier version wrote it, which is not checked. */
  of?: string;
  /** JSON. */
  content: string;
}

/** The text of a JSON file: the value, what it belongs to, and the CRC-32 of the value's own text. */
export function sealed(of: string, value: unknown): string {
  const content = JSON.stringify(value);
  return `{"crc32":"${crcText(crc32(Buffer.from(content)))}","of":${JSON.stringify(of)},"content":${content}${END}`;
}

/** Writes a value as a JSON file that is there whole or not at all. @throws HypertangentError `storage_full` */
export async function writeSealed(path: string, of: string, value: unknown): Promise<void> {
  await writeFileAtomically(path, sealed(of, value));
}

/**
 * The JSON text of the value that a file holds, if it is that of this thing; undefined if there is no file.
 *
 * @throws HypertangentError `damaged_file`
 */
export async function readSealed(path: string, what: string): Promise<string | undefined> {
  const found = await openSealed(path, what);
  if (found?.of !== undefined && found.of !== what) throw damagedFile(what, 'something else stands in its place');
  return found?.content;
}

/** The same, whatever thing it is of; `what` names it in errors. */
export async function openSealed(path: string, what: string): Promise<Opened | undefined> {
  try {
    return opened(await readFile(path), what);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw asDamage(what, error);
  }
}

/** @throws HypertangentError `damaged_file` */
export function opened(bytes: Buffer, what: string): Opened {
  const text = bytes.toString();
  const beginning = BEGINNING.exec(text);
  if (beginning === null) return ofEarlierVersion(text, what);
  const [{ length }, crc, ofText] = beginning as unknown as [string, string, string];
  const content = bytes.subarray(Buffer.byteLength(text.slice(0, length)), -END.length);
  const of = parsed(ofText);
  if (!text.endsWith(END) || typeof of !== 'string' || crcText(crc32(content)) !== crc) throw changed(what);
  return { of, content: text.slice(length, -END.length) };
}

/** JSON as it was written before there were sums. */
function ofEarlierVersion(content: string, what: string): Opened {
  const value = parsed(content);
  if (typeof value !== 'object' || value === null || FIELDS.some((field) => field in value)) throw changed(what);
  return { content };
}

function changed(what: string): HypertangentError {
  return damagedFile(what, 'its description is not what was written');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
