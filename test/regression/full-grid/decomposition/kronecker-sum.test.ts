import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { uncontrolled } from '../../../../src/control.ts';
import type { CoordinatePair } from '../../../../src/kernels/hypernetwork-pairs.ts';
import { matrix } from '../../../../src/nd-array.ts';
import { factorOf, imageFactors } from '../../../../src/regression/full-grid/decomposition/image-factors.ts';
import { multiplySum } from '../../../../src/regression/full-grid/decomposition/kronecker-sum.ts';
import { hypernetwork, mlp, RELU, relativeError, toMatrix, toRows } from '../../../reference/cases.ts';
import type { Rows } from '../../../reference/naive-kernels.ts';
import { engine, multiply, normalRows } from '../../support.ts';

const PAIRS: CoordinatePair[] = [
  [0, 0],
  [0, 3],
];
const x = toMatrix(normalRows(11, 4, 1));
const others = toMatrix(normalRows(5, 4, 2));
const z = toMatrix([
  [0, 0],
  [0, 1],
  [1, 0],
  [1, 2],
]);
const grids = {
  'symmetric factors': { architecture: hypernetwork(mlp(2, RELU), mlp(2, RELU), { kind: 'fourier_limit', lengthScale: 1 }), x, z },
  'factors that are not': { architecture: hypernetwork(mlp(2, RELU), mlp(2, RELU)), x, z },
};
const transpose = (rows: Rows): Rows => rows[0]!.map((_, j) => rows.map((row) => row[j]!));

for (const [name, grid] of Object.entries(grids))
  for (const [sides, right] of [
    ['one set of images', undefined],
    ['two sets', others],
  ] as const)
    for (const keep of [true, false])
      describe(`${name}, ${sides}, ${keep ? 'held' : 'made anew'}`, () => {
        const problem = { ...grid, kernel: 'ntk' as const };
        const make = (tileImages: number) => imageFactors(problem, PAIRS, right, { keep, tileImages }, engine, uncontrolled);

        test('tiles make up the factors of one tile', async () => {
          const whole = await wholeFactors(await make(100));
          const tiled = await wholeFactors(await make(4));
          for (const q of [0, 1]) assert.ok(relativeError(tiled[q]!, whole[q]!) < 1e-14);
        });

        test('the product is the sum of the products, twice in a row', async () => {
          const factors = await make(4);
          const whole = await wholeFactors(factors);
          const blocks = [3, 2].map((size, b) => ({
            factors: [0, 1].map((q) => toMatrix(normalRows(size, size, 10 + 2 * b + q))),
          }));
          const v = normalRows(2 * 5, factors.columns, 20);
          const flat = Float64Array.from(
            [v.slice(0, 3), v.slice(3, 5), v.slice(5, 8), v.slice(8)].flatMap((rows) => transpose(rows).flat()),
          );
          const out = new Float64Array(2 * 5 * factors.rows).fill(Number.NaN);
          const scratch = new Float64Array(2 * 5 * factors.columns * 2);
          for (let time = 0; time < 2; time++) {
            await multiplySum({ images: factors, coordinates: { blocks } }, flat, out, scratch, engine.linalg);
            let from = 0;
            for (const [part, size] of [3, 2, 3, 2].entries()) {
              const block = blocks[part % 2]!;
              const vectors = toRows(
                matrix(
                  factors.columns,
                  size,
                  flat.slice((from / factors.rows) * factors.columns).subarray(0, factors.columns * size),
                ),
              );
              const terms = [0, 1].map((q) => multiply(multiply(whole[q]!, vectors), transpose(toRows(block.factors[q]!))));
              const expected = terms[0]!.map((row, i) => row.map((value, j) => value + terms[1]![i]![j]!));
              const found = toRows(matrix(factors.rows, size, out.slice(from, from + factors.rows * size)));
              assert.ok(relativeError(found, expected) < 1e-13);
              from += factors.rows * size;
            }
          }
        });
      });

async function wholeFactors(factors: Awaited<ReturnType<typeof imageFactors>>): Promise<Rows[]> {
  const out = [0, 1].map(() => Array.from({ length: factors.rows }, () => new Array<number>(factors.columns).fill(Number.NaN)));
  await factors.forTiles(async (tile) => {
    for (const q of [0, 1])
      for (const [i, row] of toRows(factorOf(tile, q)).entries())
        for (const [j, value] of row.entries()) {
          out[q]![tile.rows.start + i]![tile.columns.start + j] = value;
          if (tile.mirrored) out[q]![tile.columns.start + j]![tile.rows.start + i] = value;
        }
  });
  return out;
}
