import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, type TestContext, test } from 'node:test';
import type { TensorSetting } from '../../src/empirical/backends/names.ts';
import { isHypertangentError } from '../../src/errors.ts';
import { admit, type Capacity, estimate } from '../../src/jobs/estimate/estimate.ts';
import { laneOf } from '../../src/jobs/estimate/lane.ts';
import { DEFAULT_RATES, fastest, plausibleRates } from '../../src/jobs/estimate/rates.ts';
import { resized, sizeOf, type Workload } from '../../src/jobs/estimate/workload.ts';
import type { TrainingInput } from '../../src/jobs/programs/training-types.ts';
import { RunnerProcess } from '../../src/jobs/runner/runner-process.ts';
import type { Hypernetwork, Mlp } from '../../src/kernels/architecture.ts';
import type { NdArray } from '../../src/nd-array.ts';
import { MOST_TABLE_BYTES } from '../../src/regression/search/foreseen.ts';
import type { Space } from '../../src/regression/search/space.ts';
import { DEFAULT_SOLVER, type SolverSpec } from '../../src/regression/solver.ts';
import { type RegressionShape, RegressionStore, type RegressionSummary } from '../../src/store/regression-store.ts';

const GIB = 2 ** 30;
const CAPACITY: Capacity = { rates: DEFAULT_RATES, threads: 2, memoryBytes: GIB };

const mlp = (depth = 3, name: 'relu' | 'tanh' = 'relu'): Mlp => ({
  type: 'mlp',
  depth,
  activation: { name },
  weightStd: 1,
  biasStd: 0,
});
const HYPERNETWORK: Hypernetwork = {
  type: 'hypernetwork',
  hyper: mlp(3),
  primary: mlp(2),
  coordinateFeatures: { kind: 'fourier_limit', lengthScale: 1 },
};
const array = (...shape: number[]) => ({ arrayId: '', shape });
const ridge = { value: 0.001, scale: 'absolute' as const };

const GRADIENTS: SolverSpec = { kind: 'conjugate_gradients', tolerance: 1e-6, mostIterations: 1000, seed: 0 };

interface TrainingChoices
  extends Pick<TrainingInput, 'batchSize' | 'steps'>,
    Partial<Pick<TrainingInput, 'optimizer' | 'backend'>> {
  width: number | number[];
}

/** Of a network of two hidden layers, whose curve has its two ends. */
function training(sets: Pick<TrainingInput, 'train' | 'test'>, { width, steps, ...choices }: TrainingChoices): Workload {
  return {
    kind: 'training',
    input: {
      architecture: { ...mlp(), width },
      parameterization: 'ntk',
      loss: { kind: 'squared_error' },
      optimizer: { kind: 'sgd', learningRate: 0.1, momentum: 0 },
      seed: 0,
      steps,
      recordEvery: steps,
      backend: 'cpu',
      ...sets,
      ...choices,
    },
  };
}

interface Sizes {
  points: number;
  others: number;
  columns: number;
  depth: number;
}

/** A workload of every kind by its sizes. */
const WORKLOADS: Record<string, (sizes: Sizes) => Workload> = {
  kernels: ({ points, others, columns, depth }) => ({
    kind: 'kernels',
    input: {
      architecture: mlp(depth),
      points: { x: array(points, columns) },
      points2: { x: array(others, columns) },
      outputs: ['nngp', 'ntk'],
      layers: true,
    },
  }),
  'kernels by series': ({ points, columns, depth }) => ({
    kind: 'kernels',
    input: { architecture: mlp(depth, 'tanh'), points: { x: array(points, columns) }, outputs: ['nngp'], layers: false },
  }),
  hyperkernels: ({ points, others, columns, depth }) => ({
    kind: 'kernels',
    input: {
      architecture: { ...HYPERNETWORK, primary: mlp(depth) },
      points: { x: array(points, columns), z: array(others, 2), pairing: 'grid' },
      outputs: ['ntk'],
      layers: false,
    },
  }),
  'a fit': ({ points, others, columns, depth }) => ({
    kind: 'regression_fit',
    input: {
      architecture: mlp(depth),
      kernel: 'ntk',
      train: { x: array(points, columns), y: array(points, others) },
      ridge,
      jitters: [1e-12],
      solver: DEFAULT_SOLVER,
    },
  }),
  'a fit with diagnostics': ({ points, others, columns, depth }) => ({
    kind: 'regression_fit',
    input: {
      architecture: mlp(depth),
      kernel: 'ntk',
      train: { x: array(points, columns), y: array(points, others) },
      ridge,
      jitters: [],
      solver: { kind: 'cholesky' },
      diagnostics: ['leave_one_out', 'condition_estimate'],
    },
  }),
  'a fit for gradient flow': ({ points, others, columns, depth }) => ({
    kind: 'regression_fit',
    input: {
      architecture: mlp(depth),
      kernel: 'ntk',
      train: { x: array(points, columns), y: array(points, others) },
      ridge,
      jitters: [],
      solver: { kind: 'cholesky' },
      gradientFlow: true,
    },
  }),
  'predictions with a covariance, in the course of training': ({ points, others, columns, depth }) => ({
    kind: 'regression_predict',
    input: { regressionId: '', test: { x: array(points, columns) }, variance: false, covariance: true, times: [1, 'infinity'] },
    model: { architecture: mlp(depth), kernel: 'ntk', solver: 'cholesky', points: { x: [others, columns] }, outputs: 1 },
  }),
  'a fit by conjugate gradients': ({ points, others, columns, depth }) => ({
    kind: 'regression_fit',
    input: {
      architecture: mlp(depth),
      kernel: 'ntk',
      train: { x: array(points, columns), y: array(points, others) },
      ridge,
      jitters: [],
      solver: GRADIENTS,
    },
  }),
  'a fit by landmarks': ({ points, others, columns, depth }) => ({
    kind: 'regression_fit',
    input: {
      architecture: mlp(depth),
      kernel: 'ntk',
      train: { x: array(points, columns), y: array(points, others) },
      ridge,
      jitters: [],
      solver: { kind: 'nystrom', rank: 1, seed: 0 },
    },
  }),
  'a fit on subsets': ({ points, others, columns, depth }) => ({
    kind: 'regression_fit',
    input: {
      architecture: mlp(depth),
      kernel: 'ntk',
      train: { x: array(points, columns), y: array(points, others) },
      ridge,
      jitters: [],
      solver: { kind: 'subsets', count: 1, size: 1, disjoint: true, seed: 0 },
    },
  }),
  predictions: ({ points, others, columns, depth }) => ({
    kind: 'regression_predict',
    input: { regressionId: '', test: { x: array(points, columns) }, variance: true },
    model: { architecture: mlp(depth), kernel: 'ntk', solver: 'cholesky', points: { x: [others, columns] }, outputs: 1 },
  }),
  'an image completion': ({ points, others, columns, depth }) => ({
    kind: 'image_completion',
    input: {
      architecture: { ...HYPERNETWORK, hyper: mlp(depth) },
      kernel: 'ntk',
      imageShape: [columns, 4],
      trainImages: array(points, 4 * columns),
      testImages: array(others, 4 * columns),
      mask: 'none',
      pixelsPerImage: 'all',
      regressors: 1,
      seed: 0,
      ridge,
      jitters: [],
      solver: { kind: 'cholesky' },
    },
  }),
  'an image completion on the full grid': ({ points, others, columns, depth }) => ({
    kind: 'image_completion',
    input: {
      architecture: { ...HYPERNETWORK, hyper: mlp(depth) },
      kernel: 'ntk',
      imageShape: [columns, 4],
      trainImages: array(points, 4 * columns),
      testImages: array(others, 4 * columns),
      mask: 'none',
      pixelsPerImage: 'all',
      regressors: 1,
      seed: 0,
      ridge,
      jitters: [],
      solver: { kind: 'full_grid', tolerance: 1e-6, mostIterations: 100 },
    },
  }),
};

describe('the model', () => {
  const small: Sizes = { points: 40, others: 30, columns: 5, depth: 3 };

  for (const [name, make] of Object.entries(WORKLOADS)) {
    test(`${name}: no size makes it cheaper by growing`, () => {
      for (const key of Object.keys(small) as (keyof Sizes)[]) {
        let last = estimate(make(small), CAPACITY);
        for (const times of [2, 10, 100, 1000, 10_000]) {
          const next = estimate(make({ ...small, [key]: times * small[key] }), CAPACITY);
          assert.ok(next.memoryBytes >= last.memoryBytes, `memory, ${key} × ${times}`);
          assert.ok(next.seconds >= last.seconds, `time, ${key} × ${times}`);
          last = next;
        }
      }
    });

    test(`${name}: the largest size that fits does, and one more does not`, () => {
      const workload = make({ ...small, points: 10_000_000 });
      const { fits, largest } = estimate(workload, CAPACITY);
      assert.ok(!fits && largest !== undefined && largest > 0 && largest < sizeOf(workload), String(largest));
      assert.equal(estimate(resized(workload, largest), CAPACITY).fits, true);
      assert.equal(estimate(resized(workload, largest + 1), CAPACITY).fits, false);
      assert.throws(
        () => admit(workload, CAPACITY),
        (error) => {
          assert.ok(isHypertangentError(error, 'too_large'));
          assert.deepEqual([error.details.largest, error.details.limitBytes], [largest, GIB]);
          assert.match(error.message, new RegExp(`at most ${largest} `));
          return true;
        },
      );
    });

    test(`${name}: where nothing fits, 0 does`, () => {
      assert.equal(estimate(make(small), { ...CAPACITY, memoryBytes: 2 ** 20 }).largest, 0);
    });
  }

  test('the parts are the whole', () => {
    const { seconds, memoryBytes, breakdown, lane } = estimate(WORKLOADS['a fit']!(small), CAPACITY);
    assert.equal(breakdown.kernelSeconds + breakdown.solveSeconds, seconds);
    assert.equal(breakdown.inputBytes + breakdown.outputBytes + breakdown.workingBytes, memoryBytes);
    assert.equal(lane, laneOf('kernels', seconds));
  });

  test('a search counts what its candidates have in common, as far as it is held', () => {
    const bytes = (space: Space, points = 1000) => {
      const train = { x: array(points, 5), y: array(points, 1) };
      const rest = { ridge: 0.1, strategy: 'grid', budget: { candidates: 10, seconds: 10 }, seed: 0 } as const;
      const input = { architecture: mlp(3), kernel: 'ntk', train, space, solver: DEFAULT_SOLVER, ...rest } as const;
      return estimate({ kind: 'search', input }, CAPACITY).memoryBytes;
    };
    const ridges = bytes({ ridge: [1, 2, 3] });
    assert.equal(bytes({ biasStd: [0, 1, 2] }), ridges);
    assert.equal(bytes({ depth: [2, 3, 4] }) - ridges, 3 * 8e6);
    assert.equal(bytes({ depth: [2, 4], kernel: ['nngp', 'ntk'], biasStd: [0, 1, 2] }) - ridges, 12 * 8e6);
    assert.equal(bytes({ depth: [2, 4], biasStd: [0, 1, 2] }, 10_000) - bytes({}, 10_000), MOST_TABLE_BYTES);
  });

  test('a search on a grid counts the images of every fold, and tables of f between them', () => {
    const bytes = (folds: number, space: Space) => {
      const train = { x: array(400, 50), z: array(100, 2), pairing: 'grid' as const, y: array(40_000, 1) };
      const rest = {
        ridge: 0.1,
        strategy: 'grid',
        budget: { candidates: 10, seconds: 10 },
        seed: 0,
        solver: DEFAULT_SOLVER,
      } as const;
      const criterion = { kind: 'cross_validation', folds } as const;
      const input = { architecture: HYPERNETWORK, kernel: 'ntk', train, space, criterion, ...rest } as const;
      return estimate({ kind: 'search', input }, CAPACITY).memoryBytes;
    };
    assert.equal(bytes(5, {}) - bytes(4, {}), 8 * (400 * 50 + 2 * 400 ** 2));
    assert.equal(bytes(5, { hyperDepth: [2, 3] }) - bytes(5, {}), 8 * 5 * 2 * 400 ** 2);
  });

  test('what is too large for a factorisation fits conjugate gradients, landmarks and subsets', () => {
    const fitOf = (solver: SolverSpec): Workload => ({
      kind: 'regression_fit',
      input: {
        architecture: mlp(),
        kernel: 'ntk',
        train: { x: array(40_000, 20), y: array(40_000, 1) },
        ridge,
        jitters: [],
        solver,
      },
    });
    const capacity = { ...CAPACITY, memoryBytes: 2 * GIB };
    assert.equal(estimate(fitOf({ kind: 'cholesky' }), capacity).fits, false);
    const dense = estimate(fitOf({ kind: 'subsets', count: 1, size: 4000, disjoint: true, seed: 0 }), capacity);
    const subsets = estimate(fitOf({ kind: 'subsets', count: 10, size: 4000, disjoint: true, seed: 0 }), capacity);
    assert.ok(dense.fits && subsets.fits && subsets.memoryBytes < 1.1 * dense.memoryBytes && subsets.seconds > 5 * dense.seconds);
    for (const solver of [GRADIENTS, { ...GRADIENTS, rank: 500 }, { kind: 'nystrom' as const, rank: 1000, seed: 0 }])
      assert.equal(estimate(fitOf(solver), capacity).fits, true);
  });

  test('of a grid that is observed in part its observed points count, where a factorisation is asked for', () => {
    const [images, pixels, observedPixels] = [300, 784, 15];
    const data = Float64Array.from({ length: images * pixels }, (_, i) => (i % pixels < observedPixels ? 1 : 0));
    const fit = (observed?: NdArray): Workload => ({
      kind: 'regression_fit',
      input: {
        architecture: HYPERNETWORK,
        kernel: 'ntk',
        train: {
          ...{ x: array(images, 784), z: array(pixels, 2), pairing: 'grid', y: array(images * pixels, 1) },
          ...(observed && { observed }),
        },
        ridge,
        jitters: [],
        solver: { kind: 'cholesky' },
      },
    });
    const whole = estimate(fit(), CAPACITY).memoryBytes;
    const part = estimate(fit({ shape: [images, pixels], data }), CAPACITY).memoryBytes;
    const points = images * observedPixels;
    assert.ok(whole > 8 * (images * pixels) ** 2);
    assert.ok(part > 8 * points ** 2 && part < 40 * points ** 2, `${part} bytes for ${points} points`);
  });

  test('predictions from landmarks and subsets are counted by what they use', () => {
    const predictOf = (model: Partial<RegressionShape>): Workload => ({
      kind: 'regression_predict',
      input: { regressionId: '', test: { x: array(1000, 20) }, variance: false },
      model: {
        architecture: mlp(),
        kernel: 'ntk',
        solver: 'conjugate_gradients',
        points: { x: [40_000, 20] },
        outputs: 1,
        ...model,
      },
    });
    const seconds = (model: Partial<RegressionShape>) => estimate(predictOf(model), CAPACITY).seconds;
    assert.ok(seconds({ solver: 'nystrom', landmarks: 400 }) < 0.2 * seconds({}));
    const [one, ten] = [1, 10].map((count) => seconds({ solver: 'subsets', subsets: { size: 4000, count } }));
    assert.ok(ten! > 5 * one! && ten! < 15 * one!);
    assert.ok(estimate(predictOf({}), CAPACITY).memoryBytes < GIB);
  });

  test('a training in small batches has all points in memory where they are scored', () => {
    const [width, columns] = [1000, 10];
    const bytes = (points: number, testPoints = 1) => {
      const examples = (count: number) => ({ x: array(count, columns), y: array(count, 1) });
      const sets = { train: examples(points), test: examples(testPoints) };
      const workload = training(sets, { width, batchSize: 4, steps: 10 });
      return estimate(workload, CAPACITY).breakdown.workingBytes;
    };
    // Signals of the hidden layers in float32.
    const signals = 4 * 2 * width * 2000;
    assert.ok(bytes(2000) - bytes(10) > signals);
    assert.ok(bytes(10, 2000) - bytes(10) > signals);
    const [large, larger] = [bytes(100_000), bytes(200_000)];
    assert.ok(larger - large < 4 * 100_000 * 10 * columns, 'blocks have a largest size');
  });

  test('finite networks take as long as their backend needs: as it was measured, or as is typical', () => {
    const examples = { x: array(1000, 50), y: array(1000, 1) };
    const seconds = (backend: TensorSetting, capacity: Partial<Capacity> = {}, width = 500) => {
      const workload = training({ train: examples }, { width, batchSize: 100, steps: 1000, backend });
      return estimate(workload, { ...CAPACITY, ...capacity }).seconds;
    };
    assert.ok(seconds('cpu') > 50 * seconds('tensorflow'));
    assert.equal(seconds('cpu', { tensorFlops: () => undefined }), seconds('cpu'));
    const asked: TensorSetting[] = [];
    const measured = (flops: number) => ({
      tensorFlops: (backend: TensorSetting) => {
        asked.push(backend);
        return flops;
      },
    });
    const [fast, slow] = [seconds('wasm', measured(1e11)), seconds('wasm', measured(1e9))];
    assert.ok(slow > 50 * fast, `${slow} s and ${fast} s`);
    assert.deepEqual(new Set(asked), new Set(['wasm']));
    // Small steps take what calling the library takes.
    assert.ok(seconds('wasm', measured(1e15), 1) > 1 && seconds('wasm', measured(1e12), 1) < 3);
  });

  test('short work is quick, long work heavy', () => {
    assert.deepEqual([laneOf('kernels', 0.01), laneOf('kernels', 10)], ['quick', 'heavy']);
  });
});

test('rates that no machine has are not believed', () => {
  assert.deepEqual(plausibleRates({}), DEFAULT_RATES);
  const { productFlops, bytesPerSecond, choleskyFlops } = plausibleRates({
    productFlops: Number.POSITIVE_INFINITY,
    bytesPerSecond: 1,
    choleskyFlops: 3e9,
  });
  assert.deepEqual([productFlops, bytesPerSecond], [DEFAULT_RATES.productFlops, DEFAULT_RATES.bytesPerSecond]);
  assert.equal(choleskyFlops, 3e9);
});

test('of several measurements the fastest counts, in each rate', () => {
  const other = { ...DEFAULT_RATES, productFlops: 9e9, closedFormSeconds: 1e-9 };
  assert.deepEqual(fastest([DEFAULT_RATES, other]), { ...DEFAULT_RATES, closedFormSeconds: 1e-9 });
  assert.equal(fastest([]), undefined);
});

describe('beside real computations', { skip: process.platform !== 'linux' && 'memory is read from /proc' }, () => {
  const threads = Math.min(2, availableParallelism());
  const numbers = (rows: number, columns: number): NdArray => ({
    shape: [rows, columns],
    data: Float64Array.from({ length: rows * columns }, (_, i) => Math.sin(12.9898 * i + rows)),
  });

  const temporary = async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'estimate-'));
    after(() => rm(dataDir, { recursive: true }));
    return dataDir;
  };

  /** Runs a workload in a runner of its own: its result, its estimate, the most memory it took, and its time. */
  async function measure(workload: Workload, dataDir: string) {
    const runner = await new Promise<RunnerProcess>((resolve) => {
      const started: RunnerProcess = new RunnerProcess(
        { dataDir, linalg: 'auto', threads, checkpointMs: 30_000 },
        async () => 'cpu',
        () => resolve(started),
        () => {},
      );
    });
    try {
      const { kind, input } = workload;
      const run = () => {
        const jobId = randomUUID();
        return runner.run({ jobId, kind, input, folder: join(dataDir, jobId), onProgress: () => {}, onGrowth: () => {} });
      };
      assert.ok(runner.rates, 'a runner that is ready has measured');
      const found = estimate(workload, { rates: runner.rates, threads, memoryBytes: 100 * GIB });
      const result = await run();
      const peakBytes = 1024 * Number(/^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${runner.pid}/status`, 'utf8'))![1]);
      const start = performance.now();
      await run();
      // The second time: the first starts threads.
      return { result, found, rates: runner.rates, peakBytes, seconds: (performance.now() - start) / 1000 };
    } finally {
      runner.kill();
    }
  }

  const fit: Workload = {
    kind: 'regression_fit',
    input: {
      architecture: mlp(),
      kernel: 'ntk',
      train: { x: numbers(1500, 16), y: numbers(1500, 1) },
      ridge,
      jitters: [],
      solver: DEFAULT_SOLVER,
    },
  };
  const large = { train: { x: numbers(4000, 8), y: numbers(4000, 1) } };
  const CASES: Record<string, Workload> = {
    'two kernels of 1500 points': {
      kind: 'kernels',
      input: { architecture: mlp(), points: { x: numbers(1500, 16) }, outputs: ['nngp', 'ntk'], layers: false },
    },
    'kernels of 5000 points': {
      kind: 'kernels',
      input: { architecture: mlp(), points: { x: numbers(5000, 4) }, outputs: ['nngp', 'ntk'], layers: false },
    },
    'a fit of 5000 points': {
      ...fit,
      input: { ...fit.input, train: { x: numbers(5000, 4), y: numbers(5000, 1) }, jitters: [1e-10] },
    },
    'a fit of 1500 points with all diagnostics, for gradient flow': {
      ...fit,
      input: {
        ...fit.input,
        diagnostics: ['leave_one_out', 'effective_degrees_of_freedom', 'condition_estimate', 'spectrum'],
        gradientFlow: true,
      },
    },
    'conjugate gradients on 4000 points': {
      ...fit,
      input: { ...fit.input, ...large, ridge: { value: 10, scale: 'absolute' }, solver: GRADIENTS },
    },
    'landmarks among 4000 points': { ...fit, input: { ...fit.input, ...large, solver: { kind: 'nystrom', rank: 800, seed: 0 } } },
    'training of five million numbers by Adam': training(
      { train: { x: numbers(4, 300), y: numbers(4, 1) } },
      {
        width: [2000, 2000],
        batchSize: 4,
        steps: 2,
        optimizer: { kind: 'adam', learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
      },
    ),
    'an image completion': {
      kind: 'image_completion',
      input: {
        architecture: HYPERNETWORK,
        kernel: 'ntk',
        imageShape: [14, 14],
        trainImages: numbers(12, 196),
        testImages: numbers(12, 196),
        mask: 'top_half',
        pixelsPerImage: 'all',
        regressors: 1,
        seed: 0,
        ridge,
        jitters: [],
        solver: DEFAULT_SOLVER,
      },
    },
  };
  const compare = async (context: TestContext, workload: Workload, dataDir: string) => {
    const { found, rates, peakBytes, seconds, result } = await measure(workload, dataDir);
    const ratio = found.memoryBytes / peakBytes;
    const rounded = (value: number) => value.toPrecision(2);
    context.diagnostic(`memory: ${Math.round(peakBytes / 2 ** 20)} MiB measured, ${rounded(ratio)} times that estimated`);
    // Not asserted: other processes may have the machine.
    context.diagnostic(`time: ${rounded(seconds)} s measured, ${rounded(found.seconds)} s estimated`);
    context.diagnostic(
      `rates: ${JSON.stringify(rates, (_, value) => (typeof value === 'number' ? Number(rounded(value)) : value))}`,
    );
    assert.ok(ratio >= 1 && ratio <= 3, `${ratio}`);
    return result;
  };
  for (const [name, workload] of Object.entries(CASES))
    test(`${name}: memory is bounded, and by not too much`, async (context) => {
      await compare(context, workload, await temporary());
    });

  test('predictions: memory is bounded, and by not too much', async (context) => {
    const dataDir = await temporary();
    const flowing = { ...fit, input: { ...fit.input, gradientFlow: true } };
    const { id } = (await compare(context, flowing, dataDir)) as RegressionSummary;
    const input = { regressionId: id, test: { x: numbers(4000, 16) }, variance: true };
    const model = await new RegressionStore(dataDir).shape(id);
    await compare(context, { kind: 'regression_predict', input, model }, dataDir);
    const all = { ...input, covariance: true, times: [1, 10, 100] };
    await compare(context, { kind: 'regression_predict', input: all, model }, dataDir);
    await compare(context, { kind: 'regression_predict', input: { ...all, test: 'train' }, model }, dataDir);
  });
});
