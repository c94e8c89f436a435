import type { FileHandle } from 'node:fs/promises';
import { quoted } from '../npy/errors.ts';
import { malformedModel } from './errors.ts';
import { readBytes } from './read-bytes.ts';

/** A member of a zip file, as the central directory has it. */
export interface ZipMember {
  readonly name: string;
  readonly deflated: boolean;
  readonly crc32: number;
  readonly compressedBytes: number;
  /** Unpacked. */
  readonly bytes: number;
  /** Where its local header begins. */
  readonly offset: number;
}

const END = { signature: 0x06054b50, bytes: 22 };
const LOCATOR_64 = { signature: 0x07064b50, bytes: 20 };
const END_64 = { signature: 0x06064b50, bytes: 56 };
const ENTRY = { signature: 0x02014b50, bytes: 46 };
const MOST_COMMENT_BYTES = 0xffff;
/** Two arrays for each of 10 000 subsets and a few beside take 2 MiB. */
const MOST_DIRECTORY_BYTES = 2 ** 24;
const SATURATED_16 = 0xffff;
const SATURATED_32 = 0xffffffff;
const ENCRYPTED = 1;
const METHODS: ReadonlyMap<number, string> = new Map([
  [0, 'stored'],
  [8, 'deflated'],
]);

/**
 * The members of a zip file by name, from its central directory (APPNOTE 6.3, with the 64-bit extensions).
 *
 * @throws HypertangentError `malformed_model` on what is no zip, in several parts, encrypted or packed otherwise
 */
export async function readDirectory(file: FileHandle): Promise<Map<string, ZipMember>> {
  const { size } = await file.stat();
  const { entries, bytes, offset } = await readEnd(file, size);
  if (offset + bytes > size || bytes > MOST_DIRECTORY_BYTES || entries * ENTRY.bytes > bytes)
    throw damaged('its central directory is within the file', `${entries} members in ${bytes} bytes at ${offset} of ${size}`);
  const directory = await readBytes(file, offset, bytes);
  const members = new Map<string, ZipMember>();
  for (let at = 0, entry = 0; entry < entries; entry++) {
    const { member, length } = parseEntry(directory.subarray(at), offset);
    if (members.has(member.name)) throw damaged('every member is there once', `${quoted(member.name)} twice`);
    members.set(member.name, member);
    at += length;
  }
  return members;
}

interface End {
  entries: number;
  bytes: number;
  offset: number;
}

async function readEnd(file: FileHandle, size: number): Promise<End> {
  const start = Math.max(0, size - END.bytes - MOST_COMMENT_BYTES);
  const tail = view(await readBytes(file, start, size - start));
  let at = tail.byteLength - END.bytes;
  while (
    at >= 0 &&
    !(tail.getUint32(at, true) === END.signature && at + END.bytes + tail.getUint16(at + 20, true) === tail.byteLength)
  )
    at--;
  if (at < 0) throw malformedModel('', 'an .npz file, whole', `${size} bytes that are no zip archive`);
  const parts = [tail.getUint16(at + 4, true), tail.getUint16(at + 6, true)];
  const end = {
    entries: tail.getUint16(at + 10, true),
    bytes: tail.getUint32(at + 12, true),
    offset: tail.getUint32(at + 16, true),
  };
  const small = end.entries !== SATURATED_16 && end.bytes !== SATURATED_32 && end.offset !== SATURATED_32;
  if (!small) return readEnd64(file, start + at - LOCATOR_64.bytes);
  if (parts.some((part) => part !== 0)) throw damaged('it is in one part', `part ${parts[0]}`);
  return end;
}

async function readEnd64(file: FileHandle, locatorAt: number): Promise<End> {
  const locator = view(await readBytes(file, locatorAt, LOCATOR_64.bytes));
  if (locator.getUint32(0, true) !== LOCATOR_64.signature) throw damaged('its 64-bit directory is found', 'no locator of one');
  const end = view(await readBytes(file, count(locator, 8), END_64.bytes));
  if (end.getUint32(0, true) !== END_64.signature) throw damaged('its 64-bit directory is found', 'other bytes');
  return { entries: count(end, 32), bytes: count(end, 40), offset: count(end, 48) };
}

/** @param limit where the directory begins: members end before it */
function parseEntry(bytes: Uint8Array, limit: number): { member: ZipMember; length: number } {
  const entry = view(bytes);
  if (bytes.length < ENTRY.bytes || entry.getUint32(0, true) !== ENTRY.signature)
    throw damaged('its central directory is whole', 'a directory that breaks off');
  const nameBytes = entry.getUint16(28, true);
  const extraBytes = entry.getUint16(30, true);
  const length = ENTRY.bytes + nameBytes + extraBytes + entry.getUint16(32, true);
  if (length > bytes.length) throw damaged('its central directory is whole', 'a directory that breaks off');
  const name = new TextDecoder().decode(bytes.subarray(ENTRY.bytes, ENTRY.bytes + nameBytes));
  const method = METHODS.get(entry.getUint16(10, true));
  if (method === undefined || entry.getUint16(8, true) & ENCRYPTED) {
    const received = method === undefined ? `method ${entry.getUint16(10, true)}` : 'an encrypted one';
    throw malformedModel(quoted(name), 'stored or deflated', received);
  }
  const extra = bytes.subarray(ENTRY.bytes + nameBytes, ENTRY.bytes + nameBytes + extraBytes);
  const narrow = [entry.getUint32(24, true), entry.getUint32(20, true), entry.getUint32(42, true)] as const;
  const [unpacked, compressedBytes, offset] = widened(narrow, extra);
  const member = {
    name,
    deflated: method === 'deflated',
    crc32: entry.getUint32(16, true),
    compressedBytes,
    bytes: unpacked,
    offset,
  };
  if (offset + compressedBytes > limit)
    throw malformedModel(quoted(name), 'within the file', `bytes up to ${offset + compressedBytes}`);
  if (!member.deflated && unpacked !== compressedBytes)
    throw malformedModel(quoted(name), 'as long as it is stored', `${unpacked} bytes in ${compressedBytes}`);
  return { member, length };
}

/** Replaces numbers that do not fit 32 bits by those of the 64-bit extra field, where they stand in this order. */
function widened(narrow: readonly [number, number, number], extra: Uint8Array): [number, number, number] {
  const wide = wideField(extra);
  let at = 0;
  return narrow.map((value) => {
    if (value !== SATURATED_32) return value;
    if (wide === undefined || at + 8 > wide.byteLength) throw damaged('large sizes are in a 64-bit field', 'no such field');
    at += 8;
    return count(wide, at - 8);
  }) as [number, number, number];
}

function wideField(extra: Uint8Array): DataView | undefined {
  const fields = view(extra);
  for (let at = 0; at + 4 <= extra.length; ) {
    const [kind, length] = [fields.getUint16(at, true), fields.getUint16(at + 2, true)];
    if (kind === 1) return view(extra.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return undefined;
}

/** A 64-bit count that is exact as a number. */
function count(source: DataView, at: number): number {
  const value = source.getBigUint64(at, true);
  if (value > Number.MAX_SAFE_INTEGER) throw damaged('its sizes can be counted', String(value));
  return Number(value);
}

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function damaged(expected: string, received: string) {
  return malformedModel('', `an .npz file of which ${expected}`, received);
}
