import { HypertangentError } from '../errors.ts';
import type { KernelOutput } from './architecture.ts';

/**
 * The entry (i, j) of a kernel, if it is finite.
 *
 * @throws HypertangentError `kernel_overflow` otherwise
 */
export function finiteEntry(value: number, output: KernelOutput, i: number, j: number): number {
  if (Number.isFinite(value)) return value;
  const message = `the ${output} kernel leaves the range of float64 at entry [${i},${j}]; scale the inputs or the weights down`;
  throw new HypertangentError('kernel_overflow', message, { output, index: [i, j] });
}
