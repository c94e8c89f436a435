import { uncontrolled } from '../../../src/control.ts';
import type { Engine } from '../../../src/engine/engine.ts';
import { type Matrix, matrix } from '../../../src/nd-array.ts';
import { fitRegression } from '../../../src/regression/fit.ts';
import { predict } from '../../../src/regression/predict.ts';
import type { RegressionKernel } from '../../../src/regression/regression.ts';
import type { SolverSpec } from '../../../src/regression/solver.ts';
import { PIXELS } from '../../lib/mnist.ts';
import { gridPoints, gridProblem, mnistMatrix, RIDGE, reluMlp } from '../../lib/mnist-grid.ts';
import type { EngineName } from '../engines.ts';
import { race, type Side, timed } from '../measure.ts';
import { type Bench, type Row, row } from './case.ts';

/** Images that are completed after each fit. */
const UNSEEN = 200;
const FULL_GRID: SolverSpec = { kind: 'full_grid', tolerance: 1e-6, mostIterations: 1000 };
/** Points of dense fits, whose cost is taken to grow with the third power from the larger on. */
const DENSE_POINTS = [4000, 8000] as const;

/** MNIST images with all their pixels fitted at once, and unseen ones completed; against a dense fit of as many points. */
export async function fullGrid(bench: Bench): Promise<Row[]> {
  const { quick, engines, repeats } = bench;
  const train = await mnistMatrix('train', quick ? 6 : 2000);
  const test = await mnistMatrix('test', quick ? 2 : UNSEEN);
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
  const model = await fitRegression({ ...gridProblem(train, kernel), solver: FULL_GRID }, engine, uncontrolled);
  return (await predict(model, gridPoints(test), false, engine, uncontrolled)).mean;
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
    const problem = { architecture: reluMlp(3), kernel: 'nngp' as const, points: { x }, labels, ridge: RIDGE, jitters: [] };
    const fit = () => fitRegression({ ...problem, solver: { kind: 'cholesky' } }, engine, uncontrolled);
    seconds.push((await timed(fit)).seconds);
  }
  const [t1, t2] = seconds as [number, number];
  const cubic = Math.max(0, (t2 / many ** 2 - t1 / few ** 2) / (many - few));
  const square = Math.max(0, t2 / many ** 2 - cubic * many);
  return square * points ** 2 + cubic * points ** 3;
}

function firstImages(all: Matrix, count: number): Matrix {
  return matrix(count, PIXELS, all.data.slice(0, count * PIXELS));
}
