import { HypertangentError } from '../../errors.ts';
import type { Mlp } from '../../kernels/architecture.ts';

/**
 * n₀ … n_depth: the sizes of the input, of the hidden layers and of the output.
 *
 * @param path where `mlp` stands in the request, for errors
 * @throws HypertangentError `invalid_value` without widths, `shape_mismatch` with too many or too few
 */
export function layerSizes({ depth, width }: Mlp, input: number, output: number, path: string): number[] {
  if (depth === 1) return [input, output];
  if (width === undefined) {
    throw new HypertangentError('invalid_value', `${path} has no width; a finite network needs one for its hidden layers`, {
      path: `${path}/width`,
      expected: 'an integer of at least 1, or one for each hidden layer',
      received: null,
    });
  }
  if (typeof width === 'number') return [input, ...new Array<number>(depth - 1).fill(width), output];
  if (width.length === depth - 1) return [input, ...width, output];
  const message = `${path}/width needs one number for each of the ${depth - 1} hidden layers, got ${width.length}`;
  throw new HypertangentError('shape_mismatch', message, {
    path: `${path}/width`,
    expected: `${depth - 1} numbers`,
    received: `${width.length} numbers`,
  });
}

/** Weights, and biases where there are any. */
export function parameterCount(sizes: readonly number[], withBiases: boolean): number {
  return sizes.slice(1).reduce((sum, outputs, index) => sum + outputs * (sizes[index]! + (withBiases ? 1 : 0)), 0);
}
