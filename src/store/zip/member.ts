import type { FileHandle } from 'node:fs/promises';
import { pipeline, Readable } from 'node:stream';
import { createInflateRaw } from 'node:zlib';
import { crc32 } from './crc32.ts';
import type { ZipMember } from './directory.ts';
import { malformedModel } from './errors.ts';
import { readBytes } from './read-bytes.ts';

const PIECE_BYTES = 2 ** 18;
const LOCAL_SIGNATURE = 0x04034b50;
const LOCAL_BYTES = 30;

/**
 * The unpacked bytes of a member, in pieces; never more than the directory says it has.
 *
 * @throws HypertangentError `malformed_model` when they are more or fewer, or not those that were packed
 */
export async function* memberPieces(file: FileHandle, member: ZipMember): AsyncGenerator<Uint8Array> {
  const { name, bytes } = member;
  let received = 0;
  let crc = 0;
  for await (const piece of unpacked(file, member)) {
    received += piece.length;
    if (received > bytes) throw malformedModel(name, `${bytes} bytes, as the directory says`, 'more');
    crc = crc32(piece, crc);
    yield piece;
  }
  if (received !== bytes) throw malformedModel(name, `${bytes} bytes, as the directory says`, `${received}`);
  if (crc !== member.crc32) throw malformedModel(name, 'the bytes that were packed', 'bytes with another checksum');
}

async function* unpacked(file: FileHandle, member: ZipMember): AsyncGenerator<Uint8Array> {
  const header = await readBytes(file, member.offset, LOCAL_BYTES);
  const local = new DataView(header.buffer, header.byteOffset, LOCAL_BYTES);
  if (local.getUint32(0, true) !== LOCAL_SIGNATURE)
    throw malformedModel(member.name, 'where the directory says', 'other bytes there');
  const start = member.offset + LOCAL_BYTES + local.getUint16(26, true) + local.getUint16(28, true);
  const packed = range(file, start, member.compressedBytes);
  if (!member.deflated) return yield* packed;
  const inflate = createInflateRaw({ chunkSize: PIECE_BYTES });
  // Errors are those of reading from it, too.
  pipeline(Readable.from(packed), inflate, () => {});
  try {
    yield* inflate as AsyncIterable<Uint8Array>;
  } catch (error) {
    if (!String((error as NodeJS.ErrnoException).code).startsWith('Z_')) throw error;
    throw malformedModel(member.name, 'deflated', `other bytes (${(error as Error).message})`);
  }
}

async function* range(file: FileHandle, start: number, length: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < length; at += PIECE_BYTES) yield await readBytes(file, start + at, Math.min(PIECE_BYTES, length - at));
}
