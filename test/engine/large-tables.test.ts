import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import type { PooledKernelEngine } from '../../src/engine/pooled-kernels.ts';
import { hyperTableProblem } from '../../src/kernels/hypernetwork-tables.ts';
import { plainKernels } from '../../src/kernels/kernel-matrices.ts';
import type { HypernetworkPoints } from '../../src/kernels/points.ts';
import { takeRows } from '../../src/nd-array.ts';
import { hypernetwork, mlp, outputsOf, RELU } from '../reference/cases.ts';
import { assertStacks, everything, forEachEngine, normals, rowsOf, stacksOf } from './support.ts';

/** Too many images for tables of f's kernels, and too many coordinates for one of Σ⁰. */
const COUNT = 2100;
const ARCHITECTURE = hypernetwork(mlp(2, { name: 'erf' }, { biasStd: 0.1 }), mlp(2, RELU, { biasStd: 0.2 }));

const pointsOf = (count: number, seed: number): HypernetworkPoints => ({
  x: normals(count, 3, seed),
  z: normals(count, 2, seed + 1),
  pairing: 'rows',
});
const take = ({ x, z, pairing }: HypernetworkPoints, columns: Int32Array): HypernetworkPoints => ({
  x: takeRows(x, columns),
  z: takeRows(z, columns),
  pairing,
});

await forEachEngine((make) => {
  let engine: PooledKernelEngine;
  before(async () => {
    engine = await make();
  });

  describe('many distinct images and coordinates, without tables', () => {
    const one = pointsOf(COUNT, 1);
    for (const [sets, others] of [
      ['one set', undefined],
      ['two sets', pointsOf(COUNT, 5)],
    ] as const) {
      test(`${sets}: entries are those of few points, with tables`, async () => {
        const wanted = outputsOf(ARCHITECTURE);
        const request = { architecture: ARCHITECTURE, points: one, ...(others && { others }), wanted, allLayers: true };
        assert.equal(hyperTableProblem(request), null);
        const [start, stop] = [1100, 1330];
        const rows = await rowsOf(everything(ARCHITECTURE, one, others), engine, [start, stop]);
        const columns = Int32Array.from({ length: 90 }, (_, k) => 1400 + 7 * k);
        const few = take(
          one,
          Int32Array.from({ length: stop - start }, (_, k) => start + k),
        );
        const expected = await stacksOf(everything(ARCHITECTURE, few, take(others ?? one, columns)), plainKernels);
        for (const [output, { shape, data }] of Object.entries(rows)) {
          const lines = data.length / COUNT;
          const part = Float64Array.from({ length: lines * columns.length }, (_, k) => {
            return data[Math.floor(k / columns.length) * COUNT + columns[k % columns.length]!]!;
          });
          rows[output] = { shape: [shape[0]!, stop - start, columns.length], data: part };
        }
        assertStacks(rows, expected, 1e-12);
      });
    }
  });
});
