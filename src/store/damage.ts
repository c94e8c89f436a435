import { HypertangentError, isHypertangentError } from '../errors.ts';
import { errorCode } from './atomic-file.ts';

/** Told of what a list leaves out because it is damaged. */
export type DamageListener = (error: HypertangentError<'damaged_file'>) => void;

/**
 * The error for a thing whose files are not what was written.
 *
 * @param what the thing by kind and id, such as `array mnist`: never a path
 * @param how what is wrong with it, to follow a colon
 */
export function damagedFile(what: string, how: string, cause?: unknown): HypertangentError<'damaged_file'> {
  const message = `${what} is damaged: ${how}. The disk may be failing, or something else has written to the data directory. Delete it (where you may not, an administrator can) and make it again, or restore the data directory from a backup.`;
  return new HypertangentError('damaged_file', message, { what }, cause);
}

/**
 * The error that `error` is where it was met in reading a file of `what`: a file that is not there, not readable or not an
 * .npy file is damaged, as it was none of this when it was kept.
 *
 * @param what undefined: of a file that nobody keeps, whose errors stay what they are
 */
export function asDamage(what: string | undefined, error: unknown): unknown {
  if (what === undefined) return error;
  if (isHypertangentError(error, 'malformed_npy')) return damagedFile(what, error.details.reason, error);
  if (errorCode(error) === 'ENOENT') return damagedFile(what, 'a file of it is missing', error);
  if (errorCode(error) === 'EIO') return damagedFile(what, 'a file of it cannot be read', error);
  return error;
}

/** Whether the damage is that a file is missing: then its thing may have been replaced or deleted at that moment. */
export function isMissingFile(error: unknown): boolean {
  return isHypertangentError(error, 'damaged_file') && errorCode(error.cause) === 'ENOENT';
}

/** What `read` gives, or undefined where that is damaged: for lists, which one damaged file must not stop. */
export async function intact<Result>(read: () => Promise<Result>, onDamaged?: DamageListener): Promise<Result | undefined> {
  try {
    return await read();
  } catch (error) {
    if (!isHypertangentError(error, 'damaged_file')) throw error;
    onDamaged?.(error);
    return undefined;
  }
}
