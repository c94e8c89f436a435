import type { KernelOutput } from '../../kernels/architecture.ts';
import { type Matrix, matrix } from '../../nd-array.ts';
import type { ArrayValue } from '../../store/array-value.ts';
import type { KernelRowsOutput } from './part-types.ts';
import type { ProgramContext } from './program.ts';
import { RowBlocks } from './row-blocks.ts';

/** Numbers of matrices that are held; larger ones are written so many numbers at a time: 512 MiB. */
export const MOST_HELD_NUMBERS = 2 ** 26;

/**
 * The kernel matrices whose rows other jobs have computed.
 *
 * @param mostHeld numbers
 */
export async function gatheredRows(
  parts: readonly KernelRowsOutput[],
  outputs: readonly KernelOutput[],
  symmetric: boolean,
  { control, writeRows }: Pick<ProgramContext, 'control' | 'writeRows'>,
  mostHeld = MOST_HELD_NUMBERS,
): Promise<Partial<Record<KernelOutput, ArrayValue>>> {
  control.stage('rows');
  const kernels: Partial<Record<KernelOutput, ArrayValue>> = {};
  for (const [index, output] of outputs.entries()) {
    const own = parts.map(({ start, firstColumn, kernels }) => ({ start, firstColumn, array: kernels[output]! }));
    const blocks = await RowBlocks.open(own, symmetric);
    try {
      const { rows, columns } = blocks;
      if (rows * columns * outputs.length <= mostHeld) {
        const held = matrix(rows, columns);
        await blocks.read(0, rows, held.data);
        kernels[output] = held;
      } else {
        const atOnce = Math.max(1, Math.floor(mostHeld / columns));
        kernels[output] = await writeRows(['kernels', output], [rows, columns], panels(blocks, atOnce));
      }
      await control.checkpoint((index + 1) / outputs.length);
    } finally {
      await blocks.close();
    }
  }
  return kernels;
}

/** All rows, some at a time, each good until the next are asked for. */
async function* panels(blocks: RowBlocks, atOnce: number): AsyncGenerator<Matrix['data']> {
  const { rows, columns } = blocks;
  const held = new Float64Array(Math.min(rows, atOnce) * columns);
  for (let start = 0; start < rows; start += atOnce) {
    const stop = Math.min(rows, start + atOnce);
    const panel = held.subarray(0, (stop - start) * columns);
    await blocks.read(start, stop, panel);
    yield panel;
  }
}
