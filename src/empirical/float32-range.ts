import { HypertangentError } from '../errors.ts';
import type { KernelOutput } from '../kernels/architecture.ts';
import { type Matrix, type NdArray, unravel } from '../nd-array.ts';

/** Below this the largest entry of a kernel is too near to the smallest numbers of float32 for its digits to be kept. */
const SMALLEST = 1e-30;

/** @throws HypertangentError `kernel_overflow` where finite networks left the range of float32 */
export function checkRange(values: Float64Array, output: KernelOutput, columns: number): void {
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad < 0) return;
  const index = [Math.floor(bad / columns), bad % columns];
  const message = `the ${output} kernel of finite networks leaves the range of float32 at entry [${index}]; scale the inputs or the weights down`;
  throw new HypertangentError('kernel_overflow', message, { output, index });
}

/** @throws HypertangentError `kernel_overflow` where a kernel that is not 0 is too small for float32 */
export function checkNotTiny({ data, shape }: Matrix, output: KernelOutput): void {
  const largest = data.reduce((best, value, index) => (Math.abs(value) > Math.abs(data[best]!) ? index : best), 0);
  const value = Math.abs(data[largest]!);
  if (value === 0 || value >= SMALLEST) return;
  const index = [Math.floor(largest / shape[1]), largest % shape[1]];
  const message = `the ${output} kernel is ${value} at most, which finite networks cannot compute in float32; scale the inputs or the weights up`;
  throw new HypertangentError('kernel_overflow', message, { output, index });
}

/** @param path where the numbers stand in the request. @throws HypertangentError `not_finite` */
export function requireFloat32({ data, shape }: NdArray, path: string): void {
  const bad = data.findIndex((value) => !Number.isFinite(Math.fround(value)));
  if (bad < 0) return;
  const [index, received] = [unravel(bad, shape), String(data[bad])];
  const message = `${received} at [${index}] of ${path} is beyond float32, in which finite networks compute`;
  throw new HypertangentError('not_finite', message, { path, index, received });
}
