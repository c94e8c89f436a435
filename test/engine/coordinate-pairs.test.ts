import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { uncontrolled } from '../../src/control.ts';
import type { PooledKernelEngine } from '../../src/engine/pooled-kernels.ts';
import type { Hypernetwork, KernelOutput } from '../../src/kernels/architecture.ts';
import type { CoordinatePair } from '../../src/kernels/hypernetwork-pairs.ts';
import type { KernelEngine } from '../../src/kernels/kernel-engine.ts';
import { plainKernels } from '../../src/kernels/kernel-matrices.ts';
import type { HypernetworkPoints } from '../../src/kernels/points.ts';
import { type Matrix, matrix } from '../../src/nd-array.ts';
import { hypernetwork, mlp, RELU } from '../reference/cases.ts';
import { forEachEngine, normals, pixels } from './support.ts';

const OUTPUTS = ['nngp', 'ntk', 'ntk_primary'] as const;
const PAIRS: CoordinatePair[] = [
  [0, 0],
  [0, 5],
  [3, 1],
  [7, 7],
];

const SETTINGS: Record<string, Hypernetwork> = {
  'one variance': hypernetwork(mlp(3, RELU), mlp(2, RELU), { kind: 'fourier_limit', lengthScale: 1.5 }),
  'a variance for each coordinate': hypernetwork(
    mlp(2, { name: 'erf' }, { biasStd: 0.3 }),
    mlp(3, { name: 'gelu' }, { biasStd: 0.2 }),
  ),
  'f and g of one layer': hypernetwork(mlp(1, RELU), mlp(1, RELU)),
};

/** The kernel at every pair of points, and from it the matrices between images at the pairs. */
async function expectedAt(
  engine: KernelEngine,
  architecture: Hypernetwork,
  output: KernelOutput,
  left: HypernetworkPoints,
  right: HypernetworkPoints | undefined,
): Promise<Matrix[]> {
  const problem = { architecture, points: left, ...(right && { points2: right }), outputs: [output], layers: false };
  const prepared = await engine.prepare(problem);
  const data = new Float64Array(prepared.rows * prepared.columns);
  const target = { output, layer: prepared.layerCount(output), data, ...(prepared.symmetric && { whole: data }) };
  await prepared.evaluate(0, prepared.rows, [target], uncontrolled);
  const [p, others] = [left.z.shape[0], (right ?? left).z.shape[0]];
  const [rows, columns] = [left.x.shape[0], (right ?? left).x.shape[0]];
  return PAIRS.map(([a, b]) => {
    const out = matrix(rows, columns);
    for (let i = 0; i < rows; i++)
      for (let j = 0; j < columns; j++) out.data[i * columns + j] = data[(i * p + a) * prepared.columns + j * others + b]!;
    return out;
  });
}

async function foundAt(
  engine: KernelEngine,
  architecture: Hypernetwork,
  output: KernelOutput,
  left: HypernetworkPoints,
  right: HypernetworkPoints | undefined,
): Promise<{ matrices: Matrix[]; symmetric: boolean }> {
  const problem = { architecture, points: left, ...(right && { points2: right }), outputs: [output], layers: false, pairs: PAIRS };
  const prepared = await engine.prepare(problem);
  const { rows, columns, symmetric } = prepared;
  const layer = prepared.layerCount(output);
  const matrices = PAIRS.map(() => matrix(rows, columns, prepared.allocate(rows * columns)));
  const targets = matrices.map(({ data }, pair) => ({ output, layer, pair, data, ...(symmetric && { whole: data }) }));
  await prepared.evaluate(0, rows, targets, uncontrolled);
  return { matrices, symmetric };
}

function assertClose(found: readonly Matrix[], expected: readonly Matrix[]): void {
  for (const [q, { data }] of found.entries()) {
    const scale = Math.max(...expected[q]!.data.map(Math.abs));
    const worst = Math.max(...data.map((value, k) => Math.abs(value - expected[q]!.data[k]!)));
    assert.ok(worst <= 1e-13 * scale, `pair ${q}: ${worst / scale}`);
  }
}

function suite(make: () => Promise<KernelEngine>, count: number): void {
  const z = pixels(3, 3);
  const x = normals(count, 5, 1);
  // Images that are parallel, and one that is there twice.
  x.data.copyWithin(5, 0, 5);
  for (let k = 0; k < 5; k++) x.data[10 + k] = -2 * x.data[k]!;
  const left: HypernetworkPoints = { x, z, pairing: 'grid' };
  const right: HypernetworkPoints = { x: normals(7, 5, 2), z: pixels(2, 4), pairing: 'grid' };
  let engine: KernelEngine;
  before(async () => {
    engine = await make();
  });

  for (const [name, architecture] of Object.entries(SETTINGS)) {
    for (const output of OUTPUTS) {
      test(`${name}, ${output}: one set`, async () => {
        const { matrices, symmetric } = await foundAt(engine, architecture, output, left, undefined);
        assert.equal(symmetric, name === 'one variance');
        assertClose(matrices, await expectedAt(plainKernels, architecture, output, left, undefined));
      });
      test(`${name}, ${output}: two sets`, async () => {
        const { matrices } = await foundAt(engine, architecture, output, left, right);
        assertClose(matrices, await expectedAt(plainKernels, architecture, output, left, right));
      });
    }
  }

  test('an image with itself has the exact value, where the coordinates are the same', async () => {
    const architecture = SETTINGS['one variance']!;
    const { matrices } = await foundAt(engine, architecture, 'ntk', left, undefined);
    const diagonal = (await engine.prepare({ architecture, points: left, outputs: ['ntk'], layers: false })).diagonal('ntk');
    for (let i = 0; i < count; i++) {
      assert.equal(matrices[0]!.data[i * (count + 1)], diagonal[i * 9]);
      assert.equal(matrices[3]!.data[i * (count + 1)], diagonal[i * 9 + 7]);
    }
  });
}

describe('kernels at pairs of coordinates: plain loops', () => suite(async () => plainKernels, 20));

await forEachEngine((make: (threads?: number) => Promise<PooledKernelEngine>) => {
  describe('kernels at pairs of coordinates: one tile', () => suite(make, 20));
  describe('kernels at pairs of coordinates: many tiles', () => suite(make, 150));
});
