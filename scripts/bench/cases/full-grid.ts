import { uncontrolled } from '../../../src/control.ts';
import type { Engine } from '../../../src/engine/engine.ts';
import { pixelCoordinates } from '../../../src/experiments/image-completion.ts';
import type { Hypernetwork } from '../../../src/kernels/architecture.ts';
import { type Matrix, matrix } from '../../../src/nd-array.ts';
import { fitRegression } from '../../../src/regression/fit.ts';
import { predict } from '../../../src/regression/predict.ts';
import type { RegressionKernel } from '../../../src/regression/regression.ts';
import type { SolverSpec } from '../../../src/regression/solver.ts';
import { IMAGE_SHAPE, readMnist } from '../../lib/mnist.ts';
import type { EngineName } from '../engines.ts';
import { race, type Side, timed } from '../measure.ts';
import { type Bench, type Row, row } from './case.ts';

const PIXELS = IMAGE_SHAPE[0] * IMAGE_SHAPE[1];
/** Images that are completed after each fit. */
const UNSEEN = 200;
const FULL_GRID: SolverSpec = { kind: 'full_grid', tolerance: 1e-6, mostIterations: 1000 };
/** Points of dense fits, whose cost is taken to grow with the third power from the larger on. */
const DENSE_POINTS = [4000, 8000] as const;

const mlp = (depth: number) => ({ type: 'mlp' as const, depth, activation: { name: 'relu' as const }, weightStd: 1, biasStd: 0 });
const architecture: Hypernetwork = {
  type: 'hypernetwork',
  hyper: mlp(3),
  primary: mlp(2),
  coordinateFeatures: { kind: 'fourier_limit', lengthScale: 27 / 20 },
};

/** MNIST images with all their pixels fitted at once, and unseen ones completed; against a dense fit of as many points. */
export async function fullGrid(bench: Bench): Promise<Row[]> {
  const { quick, engines, repeats } = bench;
  const train = await images('train', quick ? 6 : 2000);
  const test = await images('test', quick ? 2 : UNSEEN);
  const rows: Row[] = [];
  for (const [kernel, count, times, target] of quick
    ? ([['nngp', 6, 1, 3]] as const)
    : ([
        ['nngp', 500, repeats, 3],
        ['ntk', 500, repeats, 3],
        ['nngp', 2000, 1, 20],
      ] as const)) {
    const side =
      (name: EngineName): Side =>
      () =>
        timed(
          () => fitAndComplete(kernel, firstImages(train, count), test, engines.get(name)),
          (mean) => [mean.data[300]!, mean.data[mean.data.length >> 1]!],
        );
    const sides = Object.fromEntries(engines.names.map((name) => [name, side(name)]));
    // Long runs are not warmed up: what came before did.
    const medians = times > 1 || quick ? await race<EngineName>(sides, times) : await once(sides);
    const dense = await denseSeconds(engines.get(engines.names[0]!), quick ? [40, 80] : DENSE_POINTS, count * PIXELS);
    rows.push(
      row({
        case: 'full-grid',
        work: `${kernel}, ${count} × ${PIXELS} points, ${test.shape[0]} images completed`,
        unit: 's',
        ...medians,
        peer: { name: 'dense, extrapolated', value: dense },
        target: `≤ ${target} s; WASM ≤ ${4 * target} s`,
      }),
    );
  }
  return rows;
}

async function once(sides: Record<string, Side>): Promise<Partial<Record<EngineName, number>>> {
  const seconds: Record<string, number> = {};
  for (const [name, side] of Object.entries(sides)) seconds[name] = (await side()).seconds;
  return seconds;
}

async function fitAndComplete(kernel: RegressionKernel, train: Matrix, test: Matrix, engine: Engine): Promise<Matrix> {
  const z = pixelCoordinates(IMAGE_SHAPE);
  const labels = matrix(train.data.length, 1, train.data);
  const points = { x: train, z, pairing: 'grid' as const };
  const ridge = { value: 0.001, scale: 'absolute' as const };
  const problem = { architecture, kernel, points, labels, ridge, jitters: [], solver: FULL_GRID };
  const model = await fitRegression(problem, engine, uncontrolled);
  return (await predict(model, { x: test, z, pairing: 'grid' }, false, engine, uncontrolled)).mean;
}

/** A dense fit of `points` points, from the measured time of smaller ones: t = a·n² + b·n³ through both. */
async function denseSeconds(engine: Engine, [few, many]: readonly [number, number], points: number): Promise<number> {
  const seconds: number[] = [];
  for (const count of [few, many]) {
    const x = matrix(
      count,
      4,
      Float64Array.from({ length: 4 * count }, (_, i) => Math.sin(i)),
    );
    const labels = matrix(count, 1);
    const ridge = { value: 0.001, scale: 'absolute' as const };
    const problem = { architecture: mlp(3), kernel: 'nngp' as const, points: { x }, labels, ridge, jitters: [] };
    const fit = () => fitRegression({ ...problem, solver: { kind: 'cholesky' } }, engine, uncontrolled);
    seconds.push((await timed(fit)).seconds);
  }
  const [t1, t2] = seconds as [number, number];
  const cubic = Math.max(0, (t2 / many ** 2 - t1 / few ** 2) / (many - few));
  const square = Math.max(0, t2 / many ** 2 - cubic * many);
  return square * points ** 2 + cubic * points ** 3;
}

async function images(set: 'train' | 'test', count: number): Promise<Matrix> {
  const rows = await readMnist(set, count);
  const out = matrix(count, PIXELS);
  for (const [index, image] of rows.entries()) out.data.set(image, index * PIXELS);
  return out;
}

function firstImages(all: Matrix, count: number): Matrix {
  return matrix(count, PIXELS, all.data.slice(0, count * PIXELS));
}
