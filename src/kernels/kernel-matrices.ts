import { type Control, uncontrolled } from '../control.ts';
import { HypertangentError } from '../errors.ts';
import { type Matrix, matrix, type NdArray } from '../nd-array.ts';
import type { Architecture, KernelOutput } from './architecture.ts';
import { HypernetworkKernelRows } from './hypernetwork.ts';
import type { KernelRows } from './kernel-rows.ts';
import { mirror } from './mirror.ts';
import { MlpKernelRows } from './mlp.ts';
import { checkPoints, type HypernetworkPoints, type Points } from './points.ts';

/** Entries computed between two checkpoints: some tens of milliseconds. */
const ENTRIES_PER_STEP = 100_000;

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

/**
 * The kernels between two sets of points, or of one set with itself.
 *
 * Time: O(N·N′·(d + depth)). Memory: the outputs, and for hypernetworks one table for each pair of
 * distinct images.
 *
 * @throws HypertangentError on unusable points or architecture, and `kernel_overflow` when a kernel
 *   leaves the range of float64
 */
export async function kernelMatrices(request: KernelRequest, control: Control = uncontrolled): Promise<KernelMatrices> {
  const { outputs, layers = false } = request;
  const rows = kernelRows(request.architecture, request.points, request.points2, outputs, layers);
  const tables = outputs.flatMap((output) => {
    const depth = rows.layerCount(output);
    const wanted = layers ? Array.from({ length: depth }, (_, index) => index + 1) : [depth];
    return outputTables(output, wanted, rows.rows, rows.columns);
  });
  await fillRows(rows, tables, control);
  for (const { output, table } of tables) {
    if (rows.symmetric) mirror(table);
    checkFinite(table, output);
  }
  const last = tables.filter(({ output, layer }) => layer === rows.layerCount(output));
  const matrices = Object.fromEntries(last.map(({ output, table }) => [output, table]));
  return layers ? { matrices, layers: Object.fromEntries(last.map(({ output, stack }) => [output, stack])) } : { matrices };
}

/** The matrix of an output after one layer, part of the stack of all layers that are wanted. */
interface OutputTable {
  output: KernelOutput;
  layer: number;
  table: Matrix;
  stack: NdArray;
}

function outputTables(output: KernelOutput, layers: number[], rows: number, columns: number): OutputTable[] {
  const stack = { shape: [layers.length, rows, columns], data: new Float64Array(layers.length * rows * columns) };
  return layers.map((layer, index) => {
    const table = matrix(rows, columns, stack.data.subarray(index * rows * columns, (index + 1) * rows * columns));
    return { output, layer, table, stack };
  });
}

/** The evaluator of an architecture's kernels between two sets of points. */
export function kernelRows(
  architecture: Architecture,
  points: Points,
  points2: Points | undefined,
  outputs: readonly KernelOutput[],
  layers = false,
): KernelRows {
  checkPoints(architecture, points, '/points');
  if (points2 !== undefined) checkPoints(architecture, points2, '/points2', points);
  if (architecture.type === 'hypernetwork') {
    return new HypernetworkKernelRows(
      architecture,
      points as HypernetworkPoints,
      points2 as HypernetworkPoints | undefined,
      outputs,
      layers,
    );
  }
  for (const output of outputs) checkMlpOutput(output);
  return new MlpKernelRows(architecture, points.x, points2?.x);
}

async function fillRows(rows: KernelRows, tables: readonly OutputTable[], control: Control): Promise<void> {
  const step = rowsPerStep(rows);
  for (let start = 0; start < rows.rows; start += step) {
    await control.checkpoint(start / rows.rows);
    const stop = Math.min(start + step, rows.rows);
    const targets = tables.map(({ output, layer, table }) => ({
      output,
      layer,
      data: table.data.subarray(start * rows.columns, stop * rows.columns),
    }));
    rows.evaluate(start, stop, targets);
  }
  await control.checkpoint(1);
}

/** How many rows to evaluate between two checkpoints. */
export function rowsPerStep(rows: KernelRows): number {
  const blocks = Math.max(1, Math.floor(ENTRIES_PER_STEP / rows.columns / rows.rowsPerBlock));
  return blocks * rows.rowsPerBlock;
}

/** @throws HypertangentError `kernel_overflow` */
export function checkFinite(table: Matrix, output: KernelOutput): void {
  const bad = table.data.findIndex((value) => !Number.isFinite(value));
  if (bad < 0) return;
  const index = [Math.floor(bad / table.shape[1]), bad % table.shape[1]];
  const message = `the ${output} kernel leaves the range of float64 at entry [${index}]; scale the inputs or the weights down`;
  throw new HypertangentError('kernel_overflow', message, { output, index });
}

function checkMlpOutput(output: KernelOutput): void {
  if (output === 'nngp' || output === 'ntk') return;
  throw new HypertangentError('invalid_value', `an mlp has the outputs nngp and ntk; ${output} belongs to hypernetworks`, {
    path: '/outputs',
    expected: 'nngp or ntk',
    received: output,
  });
}
