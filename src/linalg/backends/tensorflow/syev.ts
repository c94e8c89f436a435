import type { Matrix } from '../../../nd-array.ts';
import { mirrorLower } from '../../mirror.ts';
import { checkFiniteLower } from '../../shapes.ts';
import type { DoubleTensors } from './double-tensors.ts';
import type { Limits } from './limits.ts';
import { eigen, rowsOf, transpose } from './ops.ts';
import { pause, writePart } from './parts.ts';
import { fitting, spans } from './spans.ts';

/**
 * A ← its eigenvectors, vᵢ in row i; the eigenvalues, ascending.
 *
 * One call of the library on the whole matrix, which the event loop waits for: on a GPU by CUDA's solver, on a CPU on one
 * core. Tensors of n² numbers at the same time: two, and what the solver takes beside them (some two more).
 */
export async function symmetricEigen(tensors: DoubleTensors, a: Matrix, limits: Limits): Promise<Float64Array> {
  checkFiniteLower(a);
  // What stands above the diagonal is not to be read, and not every solver of the library keeps to one side.
  await mirrorLower(a);
  const [size] = a.shape;
  const source = tensors.upload(a.data, size, size);
  const { values, vectors } = eigen(tensors, source);
  tensors.free(source);
  const inRows = transpose(tensors, vectors);
  tensors.free(vectors);
  const eigenvalues = tensors.download(values);
  for (const { start, count } of spans(size, fitting(size, limits.numbers / size))) {
    const part = rowsOf(tensors, inRows, start, count);
    writePart(a, { row: start, rows: count, column: 0, columns: size }, tensors.download(part));
    tensors.free(part);
    await pause();
  }
  return eigenvalues;
}
