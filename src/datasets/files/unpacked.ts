import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import { malformed } from '../malformed.ts';

/**
 * The first `most` bytes of a file, or all that it has if these are fewer; of a gzip file, of what is packed in it.
 *
 * No more than that is unpacked, whatever the file holds.
 *
 * @throws HypertangentError `invalid_value` for a damaged gzip file; an Error of the system for one that cannot be read
 */
export async function readUnpacked(path: string, most: number): Promise<Uint8Array> {
  return (await isGzip(path)) ? unpack(path, most) : readStart(path, most);
}

async function isGzip(path: string): Promise<boolean> {
  const [first, second] = await readStart(path, 2);
  return first === 0x1f && second === 0x8b;
}

async function readStart(path: string, most: number): Promise<Uint8Array> {
  const file = await open(path);
  try {
    const bytes = new Uint8Array(Math.min(most, (await file.stat()).size));
    let at = 0;
    while (at < bytes.length) {
      const { bytesRead } = await file.read(bytes, at, bytes.length - at, at);
      if (bytesRead === 0) break;
      at += bytesRead;
    }
    return bytes.subarray(0, at);
  } finally {
    await file.close();
  }
}

async function unpack(path: string, most: number): Promise<Uint8Array> {
  const source = createReadStream(path);
  const unpacked = source.pipe(createGunzip());
  // A pipe hands no errors on.
  source.on('error', (error) => unpacked.destroy(error));
  const pieces: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const piece of unpacked as AsyncIterable<Uint8Array>) {
      pieces.push(piece);
      length += piece.length;
      if (length >= most) break;
    }
  } catch (error) {
    throw malformed(path, 'gzip that can be unpacked', `damage after ${length} bytes (${(error as Error).message})`);
  } finally {
    source.destroy();
  }
  const all = Buffer.concat(pieces);
  return new Uint8Array(all.buffer, all.byteOffset, Math.min(most, all.length));
}
