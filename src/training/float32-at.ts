import { HypertangentError } from '../errors.ts';
import { type NdArray, unravel } from '../nd-array.ts';

/** @param path where the numbers stand in the request. @throws HypertangentError `not_finite` */
export function float32At({ data, shape }: NdArray, path: string): Float32Array {
  const rounded = Float32Array.from(data);
  const bad = rounded.findIndex((value) => !Number.isFinite(value));
  if (bad < 0) return rounded;
  const [index, received] = [unravel(bad, shape), String(data[bad])];
  const message = `${received} at [${index}] of ${path} is beyond float32, in which networks are trained`;
  throw new HypertangentError('not_finite', message, { path, index, received });
}
