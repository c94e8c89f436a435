import { createHash, randomBytes } from 'node:crypto';
import type { Scope } from './scopes.ts';

/** A key as the service knows it: not the key itself. */
export interface ApiKey {
  name: string;
  /** SHA-256 of the key, hexadecimal. */
  hash: string;
  scopes: readonly Scope[];
  /** Whose things it sees and makes; an admin's key has none, and sees everyone's. */
  owner?: string;
}

const KEY = /ht_[A-Za-z0-9_-]{43}/g;
const RANDOM_BYTES = 32;

/** A new key: `ht_` and 256 random bits. */
export function newKey(): string {
  return `ht_${randomBytes(RANDOM_BYTES).toString('base64url')}`;
}

/**
 * What is kept of a key: its SHA-256.
 *
 * Slow hashes with salt are for what people make up, which can be guessed. Nobody guesses 256 random bits, however fast the
 * hash is, and this one is computed at every request.
 */
export function hashOfKey(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}

/** A text, such as a log line, with a mark in place of every key. */
export function withoutKeys(text: string): string {
  return text.replaceAll(KEY, 'ht_[redacted]');
}
