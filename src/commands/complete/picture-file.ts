import type { Picture } from '../../photos/picture.ts';
import { refused } from '../arguments.ts';
import { isJpeg, readJpeg } from './jpeg.ts';
import { readPng } from './png.ts';
import { type Chunk, isPng } from './png-chunks.ts';

/** A picture of a file, and what else of the file stays as it is. */
export interface PictureFile {
  picture: Picture;
  /** The last channel is opacity. */
  hasAlpha: boolean;
  /** Colour profile, resolution and the like, as a PNG file has them. */
  kept: Chunk[];
}

/**
 * The picture of a PNG or JPEG file.
 *
 * @param name of the file, for errors
 * @throws HypertangentError `bad_request`
 */
export async function readPicture(file: Uint8Array, name: string, mostPixels: number): Promise<PictureFile> {
  const read = isPng(file) ? readPng : isJpeg(file) ? readJpeg : undefined;
  if (read === undefined) throw refused(`${name} is neither a PNG nor a JPEG file`);
  try {
    return await read(file, mostPixels);
  } catch (error) {
    throw refused(`${name} cannot be read: ${error instanceof Error ? error.message : 'it is damaged'}`);
  }
}
