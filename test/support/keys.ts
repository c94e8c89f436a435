import { type ApiKey, hashOfKey, newKey } from '../../src/access/api-key.ts';
import type { Scope } from '../../src/access/scopes.ts';

/** A key and its entry in the list. */
export interface TestKey {
  entry: ApiKey;
  /** The header that sends it. */
  headers: { authorization: string };
}

/** A new key; its owner is its name unless it is given, or unless it is an administrator's. */
export function testKey(name: string, scopes: Scope[], owner?: string): TestKey {
  const key = newKey();
  const owned = scopes.includes('admin') ? {} : { owner: owner ?? name };
  return {
    entry: { name, hash: hashOfKey(key).toString('hex'), scopes, ...owned },
    headers: { authorization: `Bearer ${key}` },
  };
}
