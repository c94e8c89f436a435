import { HypertangentError } from '../errors.ts';
import type { KernelOutput } from '../kernels/architecture.ts';

/**
 * Checks entries of finite networks' kernels, row after row.
 *
 * @throws HypertangentError `kernel_overflow` at the first that is not finite
 */
export function checkRange(mean: Float64Array, output: KernelOutput, columns: number): void {
  const bad = mean.findIndex((value) => !Number.isFinite(value));
  if (bad < 0) return;
  const index = [Math.floor(bad / columns), bad % columns];
  const message = `the ${output} kernel of finite networks leaves the range of float32 at entry [${index}]; scale the inputs or the weights down`;
  throw new HypertangentError('kernel_overflow', message, { output, index });
}
