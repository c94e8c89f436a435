import { HypertangentError } from '../../errors.ts';

/** The error for a file that is no exported model; `path` is a member of it, or empty for the file itself. */
export function malformedModel(path: string, expected: string, received: string): HypertangentError<'malformed_model'> {
  const place = path === '' ? 'the file' : path;
  const message = `Not an exported model: ${place} must be ${expected}, got ${received}. Send a file as GET /v1/regressions/{regression_id}/export gives it.`;
  return new HypertangentError('malformed_model', message, { path, expected, received });
}
