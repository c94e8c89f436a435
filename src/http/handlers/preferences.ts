/** What a client says about waiting. */
export interface Preferences {
  respondAsync: boolean;
  waitMs: number;
}

/** respond-async and wait of a Prefer header (RFC 7240). */
export function preferences(prefer: string | undefined, limitMs: number): Preferences {
  const tokens = (prefer ?? '')
    .toLowerCase()
    .split(/[,;]/)
    .map((token) => token.trim());
  const respondAsync = tokens.includes('respond-async');
  const wait = tokens.map((token) => /^wait\s*=\s*"?(\d+)"?$/.exec(token)?.[1]).find((seconds) => seconds !== undefined);
  if (wait !== undefined) return { respondAsync, waitMs: Math.min(limitMs, 1000 * Number(wait)) };
  return { respondAsync, waitMs: respondAsync ? 0 : limitMs };
}
