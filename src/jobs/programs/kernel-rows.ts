import { matrix } from '../../nd-array.ts';
import { loadPoints } from './load-array.ts';
import type { Program } from './program.ts';

/**
 * Rows `start … stop` of kernel matrices; of one set of points those on and right of the diagonal.
 *
 * The problem is the whole one, of which these rows are evaluated, so that every product has the shape that it has there:
 * libraries round differently in others.
 */
export const kernelRowsProgram: Program<'kernel_rows'> = async ({ kernels: input, start, stop }, context) => {
  const points = await loadPoints(input.points, '/points', context);
  const points2 = input.points2 && (await loadPoints(input.points2, '/points2', context));
  context.control.stage('kernel');
  const { architecture, outputs } = input;
  const request = { architecture, points, ...(points2 && { points2 }), outputs, layers: false };
  const prepared = await context.engine.kernels.prepare(request);
  const { columns, symmetric } = prepared;
  const firstColumn = symmetric ? start : 0;
  const targets = outputs.map((output) => {
    const data = prepared.allocate((stop - start) * columns);
    return { output, layer: prepared.layerCount(output), data };
  });
  await prepared.evaluate(start, stop, targets, context.control);
  await context.control.checkpoint(1);
  const packed = targets.map(({ output, data }) => [output, withoutLeft(data, stop - start, columns, firstColumn)] as const);
  return { start, firstColumn, kernels: Object.fromEntries(packed), provenance: context.provenance() };
};

/** The matrix without its first columns, in the same memory. */
function withoutLeft(data: Float64Array, rows: number, columns: number, first: number) {
  const width = columns - first;
  if (first > 0) for (let i = 0; i < rows; i++) data.copyWithin(i * width, i * columns + first, (i + 1) * columns);
  return matrix(rows, width, data.subarray(0, rows * width));
}
