import { HypertangentError } from '../../errors.ts';

/**
 * Refuses an error measure that is beyond float64: squares of huge numbers are, and JSON has no infinity.
 *
 * @param path the numbers of the request that it comes from
 * @throws HypertangentError `not_finite`
 */
export function requireFinite(value: number | undefined, name: string, path: string): void {
  if (value === undefined || Number.isFinite(value)) return;
  const message = `${name} leaves the range of float64; the numbers of ${path} are too large`;
  throw new HypertangentError('not_finite', message, { path, index: [], received: String(value) });
}
