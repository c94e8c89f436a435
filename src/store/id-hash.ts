import { createHash } from 'node:crypto';

/** What an id or an owner is called on disk, so that none is ever a path. */
export function idHash(id: string): string {
  return createHash('sha256').update(id, 'utf16le').digest('hex');
}
