import { HypertangentError } from '../errors.ts';
import type { ApiKey } from './api-key.ts';
import { holds, SCOPES, type Scope } from './scopes.ts';

/** Names of keys and owners. */
export const NAME = /^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$/;
export const NAME_RULE = '1 to 64 letters, digits or . _ @ -, the first a letter or digit';

const FIELDS = ['name', 'hash', 'scopes', 'owner'];

/**
 * Reads a JSON list of keys. What it holds is never repeated in an error: somebody may have put a key there.
 *
 * @param source where the list stands, for errors
 * @throws HypertangentError `invalid_value`, naming the entry and its field
 */
export function parseKeys(text: string, source: string): ApiKey[] {
  const list = parseJson(text, source);
  requireThat(Array.isArray(list), source, 'a JSON list of keys');
  const keys = (list as unknown[]).map((entry, index) => keyOf(entry, `${source}: entry ${index + 1}`));
  requireDistinct(keys, source);
  return keys;
}

/** @throws HypertangentError `invalid_value` where two keys have one name or are the same */
export function requireDistinct(keys: readonly ApiKey[], source: string): void {
  for (const field of ['name', 'hash'] as const)
    requireThat(new Set(keys.map((key) => key[field])).size === keys.length, source, `a list with every ${field} once`);
}

function keyOf(entry: unknown, at: string): ApiKey {
  requireThat(typeof entry === 'object' && entry !== null && !Array.isArray(entry), at, 'an object');
  const { name, hash, scopes, owner, ...others } = entry as Record<string, unknown>;
  requireThat(Object.keys(others).length === 0, at, `an object of ${FIELDS.join(', ')} alone`);
  requireThat(typeof name === 'string' && NAME.test(name), `${at}: name`, NAME_RULE);
  requireThat(typeof hash === 'string' && /^[0-9a-f]{64}$/.test(hash), `${at}: hash`, 'a SHA-256, 64 hexadecimal digits');
  requireThat(isScopes(scopes), `${at}: scopes`, `a list of ${SCOPES.join(', ')}, at least one`);
  requireThat(owner === undefined || (typeof owner === 'string' && NAME.test(owner)), `${at}: owner`, NAME_RULE);
  const isAdmin = holds(scopes as Scope[], 'admin');
  requireThat(!isAdmin || owner === undefined, `${at}: owner`, 'not there: an admin sees what is of every owner');
  const shared = { name: name as string, hash: hash as string, scopes: scopes as Scope[] };
  return isAdmin ? shared : { ...shared, owner: (owner as string | undefined) ?? shared.name };
}

function isScopes(value: unknown): value is Scope[] {
  return Array.isArray(value) && value.length > 0 && value.every((scope) => SCOPES.includes(scope as Scope));
}

function parseJson(text: string, source: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    requireThat(false, source, 'a JSON list of keys');
  }
}

function requireThat(right: boolean, path: string, expected: string): void {
  if (right) return;
  throw new HypertangentError('invalid_value', `${path} must be ${expected}`, { path, expected, received: 'something else' });
}
