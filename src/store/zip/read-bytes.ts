import type { FileHandle } from 'node:fs/promises';
import { malformedModel } from './errors.ts';

/** Some bytes of a zip file, in memory of their own. Throws `malformed_model` where they are not in the file. */
export async function readBytes(file: FileHandle, start: number, length: number): Promise<Uint8Array> {
  const bytes = Buffer.allocUnsafeSlow(length);
  for (let done = 0; done < length; ) {
    const { bytesRead } = start < 0 ? { bytesRead: 0 } : await file.read(bytes, done, length - done, start + done);
    if (bytesRead === 0) throw malformedModel('', 'an .npz file, whole', 'one that lacks bytes it refers to');
    done += bytesRead;
  }
  return bytes;
}
