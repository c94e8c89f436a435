import { jsonRepresentation } from '../../http/render/json.ts';
import { npyRepresentation } from '../../http/render/npy.ts';
import { npzRepresentation } from '../../http/render/npz.ts';
import type { Representation } from '../../http/render/representation.ts';
import type { NdArray } from '../../nd-array.ts';
import { replaceFileAtomically } from '../../store/atomic-file.ts';
import type { Kernels } from './compute.ts';
import type { Format } from './options.ts';

/** Writes kernels to a file, which is there whole or not at all, or piece by piece to `out`. */
export async function writeKernels(
  kernels: Kernels,
  format: Format,
  { output, out }: { output?: string | undefined; out: (data: string | Uint8Array) => void },
): Promise<void> {
  const pieces = piecesOf(represented(kernels, format));
  if (output === undefined) {
    for await (const piece of pieces) out(piece);
    if (format === 'json') out('\n');
    return;
  }
  await replaceFileAtomically(output, async (handle) => {
    // Pieces need be good only until the next is asked for.
    for await (const piece of pieces) await handle.writeFile(piece);
  });
}

function represented(result: Kernels, format: Format): Representation {
  const arrays = Object.entries(result.kernels).map(([name, array]) => ({ name, array: array as NdArray }));
  switch (format) {
    case 'json':
      return jsonRepresentation(result);
    case 'npy':
      return npyRepresentation(arrays[0]!.array);
    case 'npz':
      return npzRepresentation(arrays);
    case 'csv':
      return { body: csvRows(arrays[0]!.array) };
  }
}

async function* piecesOf({ body }: Representation): AsyncGenerator<string | Uint8Array> {
  if (typeof body === 'string' || body instanceof Uint8Array) yield body;
  else yield* body;
}

/** One row a line, every number with as many digits as tell it from all others. */
async function* csvRows({ shape, data }: NdArray): AsyncGenerator<string> {
  const [rows, columns] = shape as [number, number];
  for (let row = 0; row < rows; row++) yield `${data.subarray(row * columns, (row + 1) * columns).join(',')}\n`;
}
