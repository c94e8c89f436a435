import { mkdir, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { collectArrays, isNpyFile, mapArrays } from '../store/array-value.ts';
import type { JobResult } from './job.ts';

/** The same result with its files in another folder. */
export async function moveFiles(result: JobResult, folder: string): Promise<JobResult> {
  if (!collectArrays(result).some(({ array }) => isNpyFile(array))) return result;
  await mkdir(folder, { recursive: true });
  return (await mapArrays(result, async (array) => {
    if (!isNpyFile(array)) return array;
    const npyPath = join(folder, basename(array.npyPath));
    await rename(array.npyPath, npyPath);
    return { shape: array.shape, npyPath };
  })) as JobResult;
}

/** Removes the files of a result that nobody will read any more. */
export async function removeFiles(result: JobResult): Promise<void> {
  for (const { array } of collectArrays(result)) if (isNpyFile(array)) await rm(array.npyPath, { force: true });
}
