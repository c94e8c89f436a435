import type { DatasetPart } from '../dataset-names.ts';
import { IDX_HEADER_BYTES, parseIdxHeader, parseIdxImages, parseIdxLabels } from '../idx.ts';
import { type ImageSet, imagesOf } from '../image-set.ts';
import { malformed } from '../malformed.ts';
import { findFile } from './find-file.ts';
import { readUnpacked } from './unpacked.ts';

const PREFIX = { train: 'train', test: 't10k' };
const CLASSES = 10;

/** Of one file, unpacked. */
const MOST_BYTES = 2 ** 30;

/**
 * The first `count` images of MNIST or Fashion-MNIST with their labels, or all, from a folder with the standard files.
 *
 * @throws HypertangentError `bad_request` for missing files, `invalid_value` for others than these
 */
export async function readIdxSet(folder: string, part: DatasetPart, hint: string, count?: number): Promise<ImageSet> {
  const imagesFile = await findFile(folder, `${PREFIX[part]}-images-idx3-ubyte`, hint);
  const labelsFile = await findFile(folder, `${PREFIX[part]}-labels-idx1-ubyte`, hint);
  const { pixels, height, width } = parseIdxImages(await readItems(imagesFile, 'images', count), imagesFile, count);
  const labels = parseIdxLabels(await readItems(labelsFile, 'labels', count), labelsFile, CLASSES, count);
  const images = imagesOf(pixels, height * width);
  if (images.length !== labels.length) throw malformed(labelsFile, `${images.length} labels, one of each image`, labels.length);
  return { images, height, width, channels: 1, labels };
}

/** A file as far as it has the first `count` items; without a count one byte more than it should have, if it has it. */
async function readItems(file: string, kind: keyof typeof IDX_HEADER_BYTES, count?: number): Promise<Uint8Array> {
  const start = IDX_HEADER_BYTES[kind];
  const header = parseIdxHeader(await readUnpacked(file, start), kind, file);
  const length = start + Math.min(count ?? header.count, header.count) * header.height * header.width;
  if (length > MOST_BYTES) throw malformed(file, `at most ${MOST_BYTES} bytes`, `${length} by its header`);
  return readUnpacked(file, length + (count === undefined ? 1 : 0));
}
