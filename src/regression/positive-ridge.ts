import { HypertangentError } from '../errors.ts';

/**
 * λ itself, which may be 0 as a multiple of a diagonal that is.
 *
 * @throws HypertangentError `invalid_value` unless λ > 0
 */
export function requirePositive(ridge: number, solver: string): number {
  if (ridge > 0) return ridge;
  const message = `the ${solver} solver needs a ridge above 0, got ${ridge}: without one its answer may not exist, nor its time be bounded`;
  throw new HypertangentError('invalid_value', message, { path: '/ridge/value', expected: 'a number above 0', received: ridge });
}
