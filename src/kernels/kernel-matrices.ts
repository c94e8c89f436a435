import { type Control, uncontrolled } from '../control.ts';
import { type Matrix, matrix, type NdArray } from '../nd-array.ts';
import type { Architecture, KernelOutput } from './architecture.ts';
import { finiteEntry } from './finite-entry.ts';
import { type KernelEngine, LocalKernelEngine, type PreparedKernel } from './kernel-engine.ts';
import { PlainPasses } from './plain-passes.ts';
import type { Points } from './points.ts';

export interface KernelRequest {
  architecture: Architecture;
  points: Points;
  /** The other side; omitted: `points` against themselves. */
  points2?: Points;
  outputs: readonly KernelOutput[];
  /** Also the kernels after each layer. */
  layers?: boolean;
}

export interface KernelMatrices {
  /** Each `[points, points2]`. */
  matrices: Partial<Record<KernelOutput, Matrix>>;
  /** For each output the matrices after layer 1, 2, …, `[layers, points, points2]`; the last is the one in `matrices`. */
  layers?: Partial<Record<KernelOutput, NdArray>>;
}

/** Plain loops in the calling thread: right everywhere, the measure of faster engines. */
export const plainKernels: KernelEngine = new LocalKernelEngine('javascript', () => new PlainPasses());

/** Told of a matrix that is about to be filled from the top; tells in turn how many of its rows are final, now and then. */
export type FollowMatrix = (matrix: Matrix) => (rows: number) => void;

/**
 * The kernels between two sets of points, or of one set with itself.
 *
 * Time: O(N·N′·(d + depth)). Memory: the outputs, and for hypernetworks tables of at most 160 MiB.
 *
 * @throws HypertangentError on unusable points or architecture, and `kernel_overflow` when a kernel
 *   leaves the range of float64
 */
export async function kernelMatrices(
  request: KernelRequest,
  engine: KernelEngine = plainKernels,
  control: Control = uncontrolled,
  follow?: FollowMatrix,
): Promise<KernelMatrices> {
  const { outputs, layers = false } = request;
  const prepared = await engine.prepare({ ...request, layers });
  const tables = outputs.flatMap((output) => outputTables(output, prepared, layers));
  const targets = tables.map(({ output, layer, table: { data } }) => ({
    output,
    layer,
    data,
    ...(prepared.symmetric && { whole: data }),
  }));
  if (follow && prepared.symmetric) for (const output of outputs) checkDiagonal(prepared, output);
  const followers = prepared.topDown && follow ? tables.map(({ table }) => follow(table)) : undefined;
  const onRows =
    followers &&
    ((rows: number) => {
      for (const rowsFinal of followers) rowsFinal(rows);
    });
  await prepared.evaluate(0, prepared.rows, targets, control, onRows);
  await control.checkpoint(1);
  const last = tables.filter(({ output, layer }) => layer === prepared.layerCount(output));
  const matrices = Object.fromEntries(last.map(({ output, table }) => [output, table]));
  return layers ? { matrices, layers: Object.fromEntries(last.map(({ output, stack }) => [output, stack])) } : { matrices };
}

/** A positive semidefinite matrix is largest on its diagonal: one that overflows is found before its first row is final. */
function checkDiagonal(prepared: PreparedKernel, output: KernelOutput): void {
  for (const [point, value] of prepared.diagonal(output).entries()) finiteEntry(value, output, point, point);
}

/** The matrix of an output after one layer, part of the stack of all layers that are wanted. */
interface OutputTable {
  output: KernelOutput;
  layer: number;
  table: Matrix;
  stack: NdArray;
}

function outputTables(output: KernelOutput, prepared: PreparedKernel, allLayers: boolean): OutputTable[] {
  const { rows, columns } = prepared;
  const depth = prepared.layerCount(output);
  const layers = allLayers ? Array.from({ length: depth }, (_, index) => index + 1) : [depth];
  const stack = { shape: [layers.length, rows, columns], data: prepared.allocate(layers.length * rows * columns) };
  return layers.map((layer, index) => {
    const table = matrix(rows, columns, stack.data.subarray(index * rows * columns, (index + 1) * rows * columns));
    return { output, layer, table, stack };
  });
}
