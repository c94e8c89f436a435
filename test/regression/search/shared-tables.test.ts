import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { uncontrolled } from '../../../src/control.ts';
import type { Engine } from '../../../src/engine/engine.ts';
import type { HypernetworkPoints } from '../../../src/kernels/points.ts';
import { TableCache } from '../../../src/kernels/table-cache.ts';
import { candidateKernel } from '../../../src/regression/search/candidate-kernel.ts';
import type { Scorer, TrainingSet } from '../../../src/regression/search/criterion.ts';
import { denseCrossValidation, spectralScorer } from '../../../src/regression/search/dense-scorers.ts';
import { foreseenOf, MOST_TABLE_BYTES } from '../../../src/regression/search/foreseen.ts';
import { gridCrossValidation } from '../../../src/regression/search/grid-scorer.ts';
import { search } from '../../../src/regression/search/search.ts';
import type { KernelChoice, Space } from '../../../src/regression/search/space.ts';
import { pooledKernels } from '../../engine/support.ts';
import { hypernetwork, mlp, paired, RELU, toMatrix } from '../../reference/cases.ts';
import { engine, normalRows } from '../support.ts';

const TANH = { name: 'tanh' };
const ERF = { name: 'erf' };
const RIDGE = [0.05, 0.5];
// Many enough for several threads.
const images = normalRows(20, 3, 1);
const pixels = Array.from({ length: 9 }, (_, k) => [Math.floor(k / 3), k % 3]);
const grid = paired(images, pixels, 'grid') as HypernetworkPoints;
const rows = paired(
  Array.from({ length: 150 }, (_, k) => images[k % 20]!),
  Array.from({ length: 150 }, (_, k) => pixels[(k * 7) % 9]!),
  'rows',
);
const vectors = { x: toMatrix(normalRows(150, 4, 3)) };
const network = (f: typeof RELU) =>
  hypernetwork(mlp(2, f, { biasStd: 0.1 }), mlp(2, RELU), { kind: 'fourier_limit', lengthScale: 1 });

const setOf = (points: TrainingSet['points'], count: number): TrainingSet => ({
  points,
  labels: toMatrix(normalRows(count, 1, 4)),
});
const solver = { tolerance: 1e-9, mostIterations: 400 };

const CASES: Record<string, [KernelChoice, Space, (engine: Engine) => Scorer]> = {
  'a full grid': [
    { architecture: network(ERF), kernel: 'ntk' },
    { hyperDepth: [2, 3], primaryDepth: [2, 3], lengthScale: [1, 2], ridge: RIDGE },
    (engine) => gridCrossValidation({ ...setOf(grid, 180), points: grid, folds: 2, seed: 0, ...solver }, engine),
  ],
  'leave-one-out of points of few images': [
    { architecture: network(TANH), kernel: 'ntk' },
    { kernel: ['nngp', 'ntk'], hyperDepth: [2, 3], primaryDepth: [2, 3], lengthScale: [1, 2], ridge: RIDGE },
    (engine) => spectralScorer(setOf(rows, 150), 'leave_one_out', engine),
  ],
  'evidence of a network': [
    { architecture: mlp(2, ERF), kernel: 'nngp' },
    { kernel: ['nngp', 'ntk'], depth: [2, 4, 3], biasStd: [0, 0.5], activation: [RELU, ERF], ridge: RIDGE },
    (engine) => spectralScorer(setOf(vectors, 150), 'evidence', engine),
  ],
  'dense cross-validation, one axis for the depths of both': [
    { architecture: network(RELU), kernel: 'nngp' },
    { kernel: ['nngp', 'ntk'], depth: [2, 3], lengthScale: [1, 2], ridge: RIDGE },
    (engine) => denseCrossValidation(setOf(rows, 150), 3, 0, engine),
  ],
};

const wasm = await pooledKernels(2, false);
const ENGINES: Record<string, Engine> = { 'plain loops': engine, 'two threads': { ...engine, name: 'wasm', kernels: wasm } };

const trialsOf = async ([base, space, make]: (typeof CASES)[string], engine: Engine) => {
  const plan = {
    base: { ...base, ridge: 0.1 },
    space,
    strategy: 'grid' as const,
    mostCandidates: 1000,
    mostSeconds: 1000,
    seed: 0,
  };
  const { trials } = await search(plan, make(engine), uncontrolled);
  return trials.map(({ settings, score }) => ({ settings, score }));
};

for (const [means, used] of Object.entries(ENGINES))
  describe(`candidates with common tables, by ${means}, have the scores that each has alone`, () => {
    for (const [name, parts] of Object.entries(CASES)) {
      const [base, space] = parts;
      const sharing = (bytes: number) => {
        const tables = new TableCache(bytes, foreseenOf(base, space));
        return { tables, engine: { ...used, kernels: used.kernels.sharing(tables) } };
      };
      test(name, async () => {
        const { tables, engine } = sharing(MOST_TABLE_BYTES);
        assert.deepEqual(await trialsOf(parts, engine), await trialsOf(parts, used));
        assert.ok(tables.bytes > 0);
      });
    }
  });

test('tables that do not all fit are made anew, with the same scores', async () => {
  const parts = CASES['a full grid']!;
  const [base, space] = parts;
  const tables = new TableCache(8000, foreseenOf(base, space));
  assert.deepEqual(await trialsOf(parts, { ...engine, kernels: engine.kernels.sharing(tables) }), await trialsOf(parts, engine));
  assert.ok(tables.bytes <= 8000);
});

describe('candidates that are layers of one network', () => {
  const choice = (depth: number, weightStd = 1): KernelChoice => ({
    architecture: { ...mlp(depth, RELU), weightStd },
    kernel: 'nngp',
  });
  const prepared: number[] = [];
  const counting = (tables: TableCache): Engine => {
    const kernels = engine.kernels.sharing(tables);
    const prepare: typeof kernels.prepare = (problem) => {
      prepared.push((problem.architecture as { depth: number }).depth);
      return kernels.prepare(problem);
    };
    return {
      ...engine,
      kernels: { ...kernels, tables, allocate: (length) => kernels.allocate(length), prepare } as typeof kernels,
    };
  };

  test('are computed together, as deep as the deepest', async () => {
    const scorer = spectralScorer(
      setOf(vectors, 150),
      'evidence',
      counting(new TableCache(2 ** 24, foreseenOf(choice(2), { depth: [2, 3, 5] }))),
    );
    prepared.length = 0;
    for (const depth of [3, 2, 5]) await scorer.score(choice(depth), RIDGE, uncontrolled);
    assert.deepEqual(prepared, [5]);
  });

  test('are computed alone where a deeper one overflows', async () => {
    const tables = new TableCache(2 ** 24, foreseenOf(choice(2), { depth: [2, 5] }));
    const huge = choice(2, 1e70);
    const kernelBy = ({ kernels }: Engine) => candidateKernel(huge, vectors, kernels, uncontrolled);
    prepared.length = 0;
    assert.deepEqual(await kernelBy(counting(tables)), await kernelBy(engine));
    assert.deepEqual(prepared, [5, 2]);
  });
});
