import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Architecture } from '../../src/kernels/architecture.ts';
import type { KernelProblem } from '../../src/kernels/kernel-rows-of.ts';
import type { Points } from '../../src/kernels/points.ts';
import { matrix } from '../../src/nd-array.ts';
import { ACTIVATIONS, hypernetwork, mlp, outputsOf, RELU } from '../reference/cases.ts';
import { assertStacks, assertSymmetric, everything, forEachEngine, normals, pixels, rowsOf, stacksOf } from './support.ts';

const ERF = { name: 'erf' };
const LIMIT = { kind: 'fourier_limit', lengthScale: 1.5 } as const;

const inputs = (count: number, seed: number) => ({ x: normals(count, 6, seed) });
const points = (count: number, seed: number) =>
  ({ x: normals(count, 3, seed), z: normals(count, 2, seed + 1), pairing: 'rows' }) as const;
const grid = (images: number, seed: number) => ({ x: normals(images, 3, seed), z: pixels(5, 6), pairing: 'grid' }) as const;

const PROBLEMS: Record<string, [Architecture, (size: 1 | 2) => Points]> = {
  mlp: [mlp(3, RELU, { biasStd: 0.2 }), (size) => inputs(540 + size, size)],
  'hypernetwork, rows': [hypernetwork(mlp(2, ERF), mlp(3, RELU, { biasStd: 0.3 })), (size) => points(260 + size, size)],
  'hypernetwork, classes': [hypernetwork(mlp(2, RELU), mlp(3, ERF), LIMIT), (size) => grid(9 + size, size)],
};

await forEachEngine((make, withBlas) => {
  const [one, two, three] = [make(1), make(2), make(3)];

  for (const [name, [architecture, pointsOf]] of Object.entries(PROBLEMS)) {
    describe(name, () => {
      const problems: Record<string, KernelProblem> = {
        'one set': everything(architecture, pointsOf(1)),
        'two sets': everything(architecture, pointsOf(1), pointsOf(2)),
      };
      for (const [sets, problem] of Object.entries(problems)) {
        test(`${sets}: the number of threads changes ${withBlas ? 'rounding alone' : 'no bit'}`, async () => {
          const expected = await stacksOf(problem, await one);
          for (const engine of [two, three]) assertStacks(await stacksOf(problem, await engine), expected, withBlas ? 1e-13 : 0);
        });

        test(`${sets}: a second evaluation has the same bits`, async () => {
          assertStacks(await stacksOf(problem, await two), await stacksOf(problem, await two), withBlas ? 1e-13 : 0);
        });

        test(`${sets}: ranges of rows are rows of the whole`, async () => {
          const engine = await two;
          const count = (await engine.prepare(problem)).rows;
          const whole = await rowsOf(problem, engine, [0, count]);
          for (const [start, stop] of [
            [0, 1],
            [3, 150],
            [127, 129],
            [200, 201],
            [count - 140, count],
            [9, 9],
          ] as const) {
            const parts = Object.entries(whole).map(
              ([
                output,
                {
                  shape: [layers],
                  data,
                },
              ]) => {
                const columns = data.length / layers! / count;
                const rows = Array.from({ length: layers! }, (_, l) =>
                  data.subarray((l * count + start) * columns, (l * count + stop) * columns),
                );
                return [output, { shape: [layers!, stop - start, columns], data: Float64Array.from(rows.flatMap((r) => [...r])) }];
              },
            );
            assertStacks(await rowsOf(problem, engine, [start, stop]), Object.fromEntries(parts), 1e-13);
          }
        });
      }

      test('one set: symmetric bit by bit, the diagonal exact, and as between two equal sets', async () => {
        const problem = everything(architecture, pointsOf(1));
        const stacks = await stacksOf(problem, await two);
        assertSymmetric(stacks);
        const prepared = await (await two).prepare(problem);
        const size = prepared.rows;
        for (const output of problem.outputs) {
          const last = stacks[output]!.data.subarray(-size * size);
          assert.deepEqual(
            last.filter((_, k) => k % (size + 1) === 0),
            prepared.diagonal(output),
            output,
          );
        }
        assertStacks(await stacksOf(everything(architecture, pointsOf(1), pointsOf(1)), await two), stacks, 1e-13);
      });

      test('small problems are parts of large ones', async () => {
        const [few, many] = name.endsWith('classes')
          ? [grid(1, 9), pointsOf(2)]
          : name === 'mlp'
            ? [inputs(9, 9), pointsOf(2)]
            : [points(9, 9), pointsOf(2)];
        const small = await stacksOf(everything(architecture, few), await two);
        const joined = joinPoints(few, many);
        const large = await stacksOf(everything(architecture, joined), await two);
        const size = small[outputsOf(architecture)[0]!]!.shape[1]!;
        for (const [output, { shape, data }] of Object.entries(large)) {
          const count = shape[1]!;
          const part = data.filter((_, k) => k % count < size && Math.floor(k / count) % count < size);
          large[output] = { shape: [shape[0]!, size, size], data: part };
        }
        assertStacks(small, large, 1e-13);
      });
    });
  }

  test('prepared kernels do not disturb each other, small or large', async () => {
    const problems = [
      everything(PROBLEMS['hypernetwork, classes']![0], grid(2, 1)),
      everything(mlp(3, RELU), inputs(20, 1)),
      everything(PROBLEMS.mlp![0], inputs(200, 1)),
      everything(PROBLEMS['hypernetwork, rows']![0], points(160, 2)),
      everything(PROBLEMS['hypernetwork, rows']![0], points(12, 2)),
    ];
    const engine = await two;
    const alone = [];
    for (const problem of problems) alone.push(await stacksOf(problem, engine));
    const together = await Promise.all(problems.map((problem) => stacksOf(problem, engine)));
    for (const [index, stacks] of together.entries()) assertStacks(stacks, alone[index]!, 1e-13);
  });

  describe('repeated and opposite rows', () => {
    const source = normals(160, 7, 5);
    const copies = matrix(160, 7, source.data.slice());
    for (const [row, from, sign] of [
      [150, 3, 1],
      [7, 3, 1],
      [151, 4, -1],
      [140, 90, -1],
    ] as const)
      for (let k = 0; k < 7; k++) copies.data[row * 7 + k] = sign * copies.data[from * 7 + k]!;

    for (const activation of ACTIVATIONS.filter(({ name }) => name !== 'tanh')) {
      test(`${activation.name}: a copy is its diagonal, an opposite is θ = π`, async () => {
        const problem = everything(mlp(3, activation), { x: copies });
        const opposite = everything(
          mlp(3, activation),
          { x: copies },
          {
            x: matrix(
              160,
              7,
              copies.data.map((value) => -value),
            ),
          },
        );
        const [same, negated] = [await stacksOf(problem, await two), await stacksOf(opposite, await two)];
        for (const output of problem.outputs) {
          const at = ({ data }: { data: Float64Array }, layer: number, i: number, j: number) => data[(layer * 160 + i) * 160 + j]!;
          for (let layer = 0; layer < 3; layer++) {
            for (const [i, j] of [
              [150, 3],
              [3, 150],
              [7, 3],
              [150, 7],
            ] as const)
              assertSame(at(same[output]!, layer, i, j), at(same[output]!, layer, i, i), `${output} ${layer + 1} of copies`);
            for (const [i, j] of [
              [151, 4],
              [140, 90],
            ] as const)
              assertSame(at(same[output]!, layer, i, j), at(negated[output]!, layer, j, j), `${output} ${layer + 1} of opposites`);
          }
        }
      });
    }
  });
});

/** Equal up to a last bit of what stands there. */
function assertSame(actual: number, expected: number, what: string): void {
  assert.ok(Math.abs(actual - expected) <= 4e-16 * Math.max(1, Math.abs(expected)), `${what}: ${actual} in place of ${expected}`);
}

/** The points of both, the first ones first. */
function joinPoints(first: Points, second: Points): Points {
  const join = (a: Points['x'], b: Points['x']) =>
    matrix(a.shape[0] + b.shape[0], a.shape[1], Float64Array.of(...a.data, ...b.data));
  const x = join(first.x, second.x);
  if (!('z' in first) || !('z' in second)) return { x };
  return first.pairing === 'grid' ? { ...first, x } : { ...first, x, z: join(first.z, second.z) };
}
