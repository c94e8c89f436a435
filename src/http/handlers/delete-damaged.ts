import type { Caller } from '../../access/caller.ts';
import { holds } from '../../access/scopes.ts';
import { isHypertangentError } from '../../errors.ts';

/**
 * Deletes a thing, or discards it where it is damaged, so that nobody knows any more whose it is: for administrators alone.
 *
 * @throws HypertangentError `damaged_file` for anyone else, and what `remove` throws
 */
export async function deleteOrDiscard<Reply>(
  { scopes }: Caller,
  remove: () => Promise<Reply>,
  discard: () => Promise<void>,
): Promise<Reply | { status: 204 }> {
  try {
    return await remove();
  } catch (error) {
    if (!isHypertangentError(error, 'damaged_file') || !holds(scopes, 'admin')) throw error;
    await discard();
    return { status: 204 };
  }
}
