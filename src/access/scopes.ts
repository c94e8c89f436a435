/**
 * What a key may do, each including those before it: `read` gets what is its owner's; `compute` also computes, stores and
 * deletes; `admin` does both with everything of every owner, and sees how the service is.
 */
export const SCOPES = ['read', 'compute', 'admin'] as const;
export type Scope = (typeof SCOPES)[number];

/** Whether scopes include the one that is needed. */
export function holds(scopes: readonly Scope[], needed: Scope): boolean {
  return scopes.some((scope) => SCOPES.indexOf(scope) >= SCOPES.indexOf(needed));
}
