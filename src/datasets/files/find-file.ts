import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { HypertangentError } from '../../errors.ts';

/** Where archives and other programs put the files, in the folder that a user names. */
const FOLDERS = ['', 'raw', 'cifar-10-batches-bin'];

/**
 * The path of a dataset's file: in the folder or in one of those that such files come in, as it is or with `.gz`.
 *
 * @param hint what to try where it is missing
 * @throws HypertangentError `bad_request`
 */
export async function findFile(folder: string, name: string, hint: string): Promise<string> {
  for (const place of FOLDERS)
    for (const ending of ['', '.gz']) {
      const path = join(folder, place, name + ending);
      if (await exists(path)) return path;
    }
  const reason = `${folder} has no ${name} or ${name}.gz; ${hint}`;
  throw new HypertangentError('bad_request', reason, { reason });
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
