import type { LinalgBackend } from '../../../src/linalg/backend.ts';
import { posv } from '../../../src/linalg/solve.ts';
import { type Matrix, matrix } from '../../../src/nd-array.ts';
import { sharedArray } from '../../../src/threads/shared.ts';
import { uniform, writeNumbers } from '../data.ts';
import type { EngineName } from '../engines.ts';
import { type Outcome, race, type Side, timed } from '../measure.ts';
import { type Bench, type Row, row } from './case.ts';

/** One right-hand side; every solve begins with a copy of the matrix, made before the clock starts. */
export async function cholesky({ engines, peers, rates, repeats, quick, folder }: Bench): Promise<Row[]> {
  const size = quick ? 300 : 8000;
  const original = positiveDefinite(size);
  const right = uniform(size, 1, 8);
  const a = matrix(size, size, sharedArray(size * size));
  const b = matrix(size, 1, sharedArray(size));
  const solve = async (name: string, linalg: LinalgBackend): Promise<Outcome> => {
    a.data.set(original.data);
    b.data.set(right.data);
    return timed(
      async () => {
        const failed = await posv(a, b, linalg);
        if (failed) throw new Error(`${name} failed at pivot ${failed.index}`);
      },
      // Of the size of 1.
      () => [0, size >> 1, size - 1].map((i) => size * b.data[i]!),
    );
  };
  const sides: Partial<Record<EngineName, Side>> = Object.fromEntries(
    engines.names.map((name) => [name, () => solve(name, engines.get(name).linalg)]),
  );
  const { tensorflow } = engines;
  const medians = await race(
    {
      ...sides,
      ...(tensorflow && { tensorflow: () => solve('tensorflow', tensorflow) }),
      ...peers.side('numpy', 'cholesky', {
        matrix: await writeNumbers(folder, 'matrix', original),
        size,
        right: await writeNumbers(folder, 'right', right),
      }),
    },
    repeats,
  );
  const { openblas: product } = (await rates()).gemm;
  const work = `Cholesky solve, ${size}`;
  const peer = medians.numpy === undefined ? null : { name: 'SciPy', value: medians.numpy };
  return [
    row({
      case: 'cholesky',
      work,
      unit: 's',
      openblas: medians.openblas ?? null,
      wasm: medians.wasm ?? null,
      peer,
      floor: product && size ** 3 / 3 / (product.all * 1e9),
      target: '≤ 0.83',
    }),
    ...(tensorflow ? [row({ case: 'cholesky', work: `${work}, TensorFlow`, unit: 's', tensors: medians.tensorflow!, peer })] : []),
  ];
}

/** Diagonally dominant. */
function positiveDefinite(size: number): Matrix {
  const a = uniform(size, size, 7);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < i; j++) a.data[i * size + j] = a.data[j * size + i]!;
    a.data[i * size + i] = size;
  }
  return a;
}
