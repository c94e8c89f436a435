import { createHash } from 'node:crypto';

/**
 * An id that is the same whenever it is made of the same names, and of no others: a UUID of version 8 (RFC 9562) from their
 * SHA-256.
 */
export function derivedId(...names: readonly string[]): string {
  const digest = createHash('sha256').update(JSON.stringify(names)).digest().subarray(0, 16);
  digest[6] = (digest[6]! & 0x0f) | 0x80;
  digest[8] = (digest[8]! & 0x3f) | 0x80;
  return digest.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
