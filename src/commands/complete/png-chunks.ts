import { Readable } from 'node:stream';
import { createInflate } from 'node:zlib';
import { crc32 } from '../../store/crc32.ts';

/** A part of a PNG file. */
export interface Chunk {
  type: string;
  /** As it stands in the file, with length and checksum. */
  bytes: Uint8Array;
  data: Uint8Array;
}

/** What a PNG file says about itself. */
export interface PngHeader {
  width: number;
  height: number;
  /** Bits of a sample. */
  depth: number;
  /** Samples of a pixel, an index into a palette being one. */
  channels: number;
}

const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
const CHANNELS: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

export function isPng(file: Uint8Array): boolean {
  return SIGNATURE.every((byte, at) => file[at] === byte);
}

/** A chunk with its length and checksum. */
export function pngChunk(type: string, data: Uint8Array): Chunk {
  const bytes = Buffer.alloc(data.length + 12);
  bytes.writeUInt32BE(data.length, 0);
  bytes.write(type, 4, 'latin1');
  bytes.set(data, 8);
  bytes.writeUInt32BE(crc32(bytes.subarray(4, -4)), bytes.length - 4);
  return { type, data, bytes };
}

/** Of a file that {@link isPng}. @throws RangeError for an incomplete one */
export function pngChunks(file: Uint8Array): Chunk[] {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const chunks: Chunk[] = [];
  for (let at = SIGNATURE.length; chunks.at(-1)?.type !== 'IEND'; ) {
    if (at + 12 > file.length) throw new RangeError('it is cut short');
    const end = at + 12 + view.getUint32(at);
    if (end > file.length) throw new RangeError('it is cut short');
    const type = String.fromCharCode(...file.subarray(at + 4, at + 8));
    chunks.push({ type, bytes: file.subarray(at, end), data: file.subarray(at + 8, end - 4) });
    at = end;
  }
  return chunks;
}

/** @throws RangeError */
export function pngHeader([first]: readonly Chunk[]): PngHeader {
  if (first?.type !== 'IHDR' || first.data.length !== 13) throw new RangeError('it has no header');
  const view = new DataView(first.data.buffer, first.data.byteOffset, 13);
  const channels = CHANNELS[view.getUint8(9)];
  const header = { width: view.getUint32(0), height: view.getUint32(4), depth: view.getUint8(8), channels: channels ?? 0 };
  if (channels === undefined || header.width === 0 || header.height === 0) throw new RangeError('its header makes no sense');
  return header;
}

/** The file that some chunks make. */
export function pngOf(chunks: readonly Chunk[]): Uint8Array {
  return Buffer.concat([SIGNATURE, ...chunks.map(({ bytes }) => bytes)]);
}

/**
 * How many bytes the pixels are when they are unpacked, found out without holding them.
 *
 * @returns `most` + 1 or more where there are more than `most`
 * @throws Error for what cannot be unpacked
 */
export async function unpackedBytes(chunks: readonly Chunk[], most: number): Promise<number> {
  const packed = chunks.filter(({ type }) => type === 'IDAT').map(({ data }) => data);
  let count = 0;
  for await (const piece of Readable.from(packed).pipe(createInflate())) {
    count += (piece as Uint8Array).length;
    if (count > most) break;
  }
  return count;
}
