import { createHash } from 'node:crypto';
import type { View } from '../../access/view.ts';
import { HypertangentError } from '../../errors.ts';
import { derivedId } from '../../jobs/derived-id.ts';

const MOST_CHARACTERS = 128;

/** A request that may come again and is not to run twice. */
export interface Identity {
  /** Of what it makes. */
  id: string;
  /** Of the request itself. */
  fingerprint: string;
}

/**
 * What an Idempotency-Key makes of a request: the same key of the same owner gives the same id, whatever comes with it.
 *
 * @param request what must be the same each time
 * @throws HypertangentError `bad_request` for a key that is none
 */
export function identityOf(key: string | undefined, { owner = '' }: View, request: unknown): Identity | undefined {
  if (key === undefined) return undefined;
  if (key.length === 0 || key.length > MOST_CHARACTERS) {
    const message = `Idempotency-Key must have 1 to ${MOST_CHARACTERS} characters, got ${key.length}`;
    throw new HypertangentError('bad_request', message, { reason: 'not an idempotency key' });
  }
  const fingerprint = createHash('sha256').update(JSON.stringify(request)).digest('hex');
  return { id: derivedId('idempotency', owner, key), fingerprint };
}
