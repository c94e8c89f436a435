import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { uncontrolled } from '../../src/control.ts';
import { createEngine } from '../../src/engine/create-engine.ts';
import type { Architecture, Hypernetwork } from '../../src/kernels/architecture.ts';
import { kernelMatrices, plainKernels } from '../../src/kernels/kernel-matrices.ts';
import type { Points } from '../../src/kernels/points.ts';
import type { Matrix } from '../../src/nd-array.ts';

const { engine, close } = await createEngine({ linalg: 'wasm', threads: 2 });
after(close);

const COUNT = 1300;
const MLP = { type: 'mlp', depth: 3, activation: { name: 'relu' }, weightStd: 1, biasStd: 0 } as const;
const HYPERNETWORK: Hypernetwork = {
  type: 'hypernetwork',
  hyper: MLP,
  primary: MLP,
  coordinateFeatures: { kind: 'fourier_limit', lengthScale: 1 },
};

function numbers(rows: number, columns: number, period = rows): Matrix {
  const data = Float64Array.from({ length: rows * columns }, (_, i) => Math.sin(1 + (i % (period * columns))));
  return { shape: [rows, columns], data };
}

/** Rows that were said to be final, as they were then, against what they are in the end. */
async function check(architecture: Architecture, points: Points, kernels: typeof plainKernels): Promise<number> {
  const seen: { start: number; values: Float64Array }[] = [];
  let final = 0;
  const { matrices } = await kernelMatrices(
    { architecture, points, outputs: ['ntk'] },
    kernels,
    uncontrolled,
    (matrix) => (rows) => {
      const columns = matrix.shape[1];
      assert.ok(rows >= final && rows <= matrix.shape[0]);
      if (rows > final) seen.push({ start: final * columns, values: matrix.data.slice(final * columns, rows * columns) });
      final = rows;
    },
  );
  for (const { start, values } of seen)
    assert.ok(Buffer.from(values.buffer).equals(Buffer.from(matrices.ntk!.data.slice(start, start + values.length).buffer)));
  return final;
}

for (const [name, kernels] of [
  ['plain loops', plainKernels],
  ['threads', engine.kernels],
] as const) {
  test(`${name}: rows of an mlp's kernel are final when that is said`, async () => {
    assert.ok((await check(MLP, { x: numbers(COUNT, 5) }, kernels)) > 0);
  });

  test(`${name}: rows of a hypernetwork's kernel are, on a grid and where images come again out of order`, async () => {
    assert.ok((await check(HYPERNETWORK, { x: numbers(26, 4), z: numbers(50, 2), pairing: 'grid' }, kernels)) > 0);
    const again = { x: numbers(COUNT, 4, 26), z: numbers(COUNT, 2, 50), pairing: 'rows' } as const;
    await check(HYPERNETWORK, again, kernels);
  });
}
