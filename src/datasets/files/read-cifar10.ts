import { CIFAR10_RECORD_BYTES, CIFAR10_SHAPE, parseCifar10 } from '../cifar10.ts';
import type { DatasetPart } from '../dataset-names.ts';
import { type ImageSet, imageSize, imagesOf } from '../image-set.ts';
import { malformed } from '../malformed.ts';
import { findFile } from './find-file.ts';
import { readUnpacked } from './unpacked.ts';

const FILES = {
  train: [1, 2, 3, 4, 5].map((batch) => `data_batch_${batch}.bin`),
  test: ['test_batch.bin'],
};

/** Of one file; the standard ones have as many. */
const MOST_RECORDS = 10_000;

/**
 * The first `count` images of CIFAR-10 with their labels, or all, from a folder with the files of its binary version.
 *
 * @throws HypertangentError `bad_request` for missing files, `invalid_value` for others than these
 */
export async function readCifar10(folder: string, part: DatasetPart, hint: string, count = Infinity): Promise<ImageSet> {
  const images: Float32Array[] = [];
  const labels: number[] = [];
  for (const name of FILES[part]) {
    const missing = count - images.length;
    if (missing <= 0) break;
    const file = await findFile(folder, name, hint);
    const records = parseCifar10(await readRecords(file, missing), file);
    images.push(...imagesOf(records.pixels, imageSize(CIFAR10_SHAPE)));
    labels.push(...records.labels);
  }
  if (count !== Infinity && images.length < count) throw malformed(folder, `${count} images of CIFAR-10 or more`, images.length);
  return { ...CIFAR10_SHAPE, images, labels: Uint8Array.from(labels) };
}

/** A file as far as it has the first `count` records; all of it where that is more than it may have. */
async function readRecords(file: string, count: number): Promise<Uint8Array> {
  const most = Math.min(count, MOST_RECORDS) * CIFAR10_RECORD_BYTES;
  if (count < MOST_RECORDS) return readUnpacked(file, most);
  const bytes = await readUnpacked(file, most + 1);
  if (bytes.length > most) throw malformed(file, `at most ${MOST_RECORDS} records of CIFAR-10`, 'more');
  return bytes;
}
