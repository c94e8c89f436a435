import { before, describe, test } from 'node:test';
import type { PooledKernelEngine } from '../../src/engine/pooled-kernels.ts';
import { PANEL_DEPTH } from '../../src/engine/wasm-passes.ts';
import { BLOCK_COLUMNS, BLOCK_ROWS, TILE_COLUMNS, TILE_ROWS } from '../../src/kernels/tile.ts';
import { hypernetwork, mlp, RELU } from '../reference/cases.ts';
import { assertConforms, everything, forEachEngine, normals } from './support.ts';

const MLP = mlp(2, RELU, { biasStd: 0.2 });
const HYPERNETWORK = hypernetwork(mlp(2, RELU), mlp(2, RELU, { biasStd: 0.2 }));

const around = (...sizes: number[]) => [...new Set(sizes.flatMap((size) => [size - 1, size, size + 1]))];

/** Enough of the other side for threads to take part. */
const enough = (size: number) => Math.ceil(20_001 / size);

const inputs = (count: number, seed: number, columns = 3) => ({ x: normals(count, columns, seed) });
const points = (count: number, seed: number) =>
  ({ x: normals(count, 3, seed), z: normals(count, 2, seed + 1), pairing: 'rows' }) as const;

await forEachEngine((make) => {
  let engine: PooledKernelEngine;
  before(async () => {
    engine = await make();
  });

  describe('one set', () => {
    for (const size of [...around(TILE_ROWS, BLOCK_ROWS, BLOCK_COLUMNS), BLOCK_COLUMNS + BLOCK_ROWS + 1]) {
      test(`${size} points`, async () => {
        await assertConforms(engine, everything(MLP, inputs(size, 1)));
        if (size < 400) await assertConforms(engine, everything(HYPERNETWORK, points(size, 1)));
      });
    }
  });

  describe('two sets', () => {
    for (const rows of [1, 2, ...around(TILE_ROWS, BLOCK_ROWS), 3 * BLOCK_ROWS + 5]) {
      test(`${rows} rows`, () => assertConforms(engine, everything(MLP, inputs(rows, 1), inputs(enough(rows), 2))));
    }
    for (const columns of [1, 2, ...around(TILE_COLUMNS, BLOCK_COLUMNS), 2 * BLOCK_COLUMNS + TILE_COLUMNS + 1]) {
      test(`${columns} columns`, () => assertConforms(engine, everything(MLP, inputs(enough(columns), 1), inputs(columns, 2))));
    }
    test('several blocks both ways', () =>
      assertConforms(engine, everything(MLP, inputs(2 * BLOCK_ROWS + 3, 1), inputs(2 * BLOCK_COLUMNS + 3, 2))));
  });

  describe('lengths of inputs', () => {
    for (const columns of [1, 2, 3, 4, 5, 7, 8, 9, ...around(PANEL_DEPTH), 2 * PANEL_DEPTH + 1]) {
      test(`d = ${columns}`, async () => {
        await assertConforms(engine, everything(MLP, inputs(145, 1, columns)));
        await assertConforms(engine, everything(MLP, inputs(130, 1, columns), inputs(160, 2, columns)));
      });
    }
  });
});
