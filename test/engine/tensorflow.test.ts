import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEngine } from '../../src/engine/create-engine.ts';
import { referenceEngine } from '../../src/engine/engine.ts';
import { kernelMatrices } from '../../src/kernels/kernel-matrices.ts';
import { posv } from '../../src/linalg/solve.ts';
import { matrix } from '../../src/nd-array.ts';
import { normals } from '../linalg/matrices.ts';
import { testLibrary } from '../support/tensorflow.ts';

const POINTS = 200;

if (await testLibrary()) {
  test('an engine with TensorFlow says so, and solves with its kernels as the reference does', async (t) => {
    const { engine, reason, close } = await createEngine({ linalg: 'tensorflow', threads: 2 });
    t.after(close);
    assert.match(engine.name, /^tensorflow\+(openblas\+)?wasm$/);
    assert.match(reason, /^tensorflow \(TensorFlow \d.+\), as asked$/);
    const [ours, expected] = [await solution(engine), await solution(referenceEngine)];
    for (const [i, value] of expected.entries()) assert.ok(Math.abs(ours[i]! - value) < 1e-9 * Math.abs(value) + 1e-9, `α${i}`);
  });
}

/** (K + I)⁻¹y for the NTK of a ReLU network. */
async function solution({ kernels, linalg }: typeof referenceEngine): Promise<Float64Array> {
  const architecture = { type: 'mlp', depth: 3, activation: { name: 'relu' }, weightStd: 1, biasStd: 0.1 } as const;
  const { matrices } = await kernelMatrices({ architecture, points: { x: normals(POINTS, 5, 1) }, outputs: ['ntk'] }, kernels);
  const kernel = matrix(POINTS, POINTS, matrices.ntk!.data.slice());
  for (let i = 0; i < POINTS; i++) kernel.data[i * POINTS + i]! += 1;
  const y = normals(POINTS, 1, 2);
  assert.equal(await posv(kernel, y, linalg), null);
  return y.data;
}
