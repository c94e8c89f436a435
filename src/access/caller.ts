import type { ApiKey } from './api-key.ts';
import { holds, type Scope } from './scopes.ts';
import type { View } from './view.ts';

/** Who sends a request, and what that allows. */
export interface Caller {
  /** Of the key. */
  name?: string;
  scopes: readonly Scope[];
  view: View;
}

/** Whoever calls a service that has no keys: all is allowed, with things that are nobody's. */
export const UNPROTECTED: Caller = { scopes: ['admin'], view: {} };

/** Whoever calls what is open to all. */
export const ANYONE: Caller = { scopes: [], view: {} };

/** @param owner whom an administrator acts as: sees what that owner does, and makes what will be theirs */
export function callerOf({ name, scopes, owner: own }: ApiKey, owner?: string): Caller {
  if (!holds(scopes, 'admin')) return { name, scopes, view: { owner: own ?? name } };
  return { name, scopes, view: owner === undefined ? { everyone: true } : { owner } };
}
