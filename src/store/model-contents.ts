import { HypertangentError } from '../errors.ts';
import { unravel } from '../nd-array.ts';
import type { NpyFile } from './array-value.ts';
import { valuePieces } from './values.ts';

/** What the numbers of an array are, beside finite. */
export type ArrayContents =
  | { kind: 'numbers' }
  /** Whole, from 0 to below `count`. */
  | { kind: 'indices'; count: number }
  /** A square with a positive diagonal. */
  | { kind: 'factor' };

/** @throws HypertangentError `not_finite` or `invalid_value` at the first number that cannot be */
export async function checkContents(array: NpyFile, contents: ArrayContents, path: string): Promise<void> {
  const { shape } = array;
  const columns = shape.at(-1) ?? 1;
  let at = 0;
  for await (const piece of valuePieces(array)) {
    for (const value of piece) {
      if (!Number.isFinite(value)) {
        const index = unravel(at, shape);
        const message = `${path} is ${value} at [${index}]; every number of a model is finite`;
        throw new HypertangentError('not_finite', message, { path, index, received: String(value) });
      }
      if (contents.kind === 'indices' && !(Number.isInteger(value) && value >= 0 && value < contents.count))
        throw invalid(path, unravel(at, shape), `a whole number from 0 to ${contents.count - 1}`, value);
      if (contents.kind === 'factor' && at % (columns + 1) === 0 && value <= 0)
        throw invalid(path, unravel(at, shape), 'above 0 on the diagonal', value);
      at++;
    }
  }
}

function invalid(path: string, index: readonly number[], expected: string, received: number): HypertangentError {
  const message = `${path} must be ${expected}, got ${received} at [${index}]`;
  return new HypertangentError('invalid_value', message, { path, expected, received });
}
