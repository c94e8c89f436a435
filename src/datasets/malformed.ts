import { HypertangentError } from '../errors.ts';

/** The error for a file that is not what it should be: which, what was expected, what came. */
export function malformed(file: string, expected: string, received: string | number): HypertangentError<'invalid_value'> {
  const message = `${file} must have ${expected}; it has ${received}`;
  return new HypertangentError('invalid_value', message, { path: file, expected, received });
}

/** @throws HypertangentError `invalid_value` where a label is no class, naming its place */
export function checkLabels(labels: Uint8Array, classes: number, file: string): void {
  const bad = labels.findIndex((label) => label >= classes);
  if (bad >= 0) throw malformed(file, `labels from 0 to ${classes - 1}`, `${labels[bad]} at [${bad}]`);
}
