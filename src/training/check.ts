import { HypertangentError } from '../errors.ts';
import { checkPoints, type Points, pointCount } from '../kernels/points.ts';
import { matrix } from '../nd-array.ts';
import type { Parameterization, TrainedArchitecture } from './architecture.ts';
import { checkTargetShape, inputSizes } from './examples.ts';
import { trainableNetwork } from './networks/index.ts';
import type { TrainableNetwork } from './networks/network.ts';
import type { TrainingSettings } from './problem.ts';

/** Points and labels by their shapes. */
export interface ExampleShapes {
  points: Points;
  y: readonly number[];
}

/** Columns of x and of z (0: there is none), and of what a network says. */
export interface TrainedSizes {
  image: number;
  coordinate: number;
  outputs: number;
}

/** What a network that another begins with must have in common with it. */
export interface TrainedKind {
  architecture: TrainedArchitecture;
  parameterization: Parameterization;
  sizes: TrainedSizes;
}

const MOST_RECORDS = 10_000;

/**
 * The checks of a training that need no numbers; its network.
 *
 * @throws HypertangentError `invalid_value`, `shape_mismatch` or `empty_array`
 */
export function checkTraining(
  settings: TrainingSettings,
  train: ExampleShapes,
  test?: ExampleShapes,
  start?: TrainedKind,
): TrainableNetwork {
  const { architecture, parameterization, loss, steps, recordEvery } = settings;
  checkPoints(architecture, train.points, '/train');
  const outputs = checkTargetShape(train.y, loss, pointCount(train.points), '/train/y');
  if (test) {
    checkPoints(architecture, test.points, '/test', train.points);
    const columns = checkTargetShape(test.y, loss, pointCount(test.points), '/test/y');
    if (columns !== outputs) throw mismatch('/test/y', `${outputs} columns, as train`, `${columns} columns`);
  }
  if (steps / recordEvery > MOST_RECORDS) {
    const expected = `at least ${Math.ceil(steps / MOST_RECORDS)}, for a learning curve of ${MOST_RECORDS} points`;
    const message = `/record_every must be ${expected}; got ${recordEvery}`;
    throw new HypertangentError('invalid_value', message, { path: '/record_every', expected, received: recordEvery });
  }
  const sizes = sizesOf(train.points, outputs);
  if (start) checkStart({ architecture, parameterization, sizes }, start);
  return networkOf({ architecture, parameterization, sizes });
}

/** @throws HypertangentError `invalid_value`, `shape_mismatch` or `empty_array` where a network cannot see the points */
export function checkPredictionPoints({ architecture, sizes }: Pick<TrainedKind, 'architecture' | 'sizes'>, points: Points): void {
  const x = matrix(1, sizes.image);
  const seen = architecture.type === 'mlp' ? { x } : { x, z: matrix(1, sizes.coordinate), pairing: 'rows' as const };
  checkPoints(architecture, points, '/test', seen);
}

export function networkOf({ architecture, parameterization, sizes }: TrainedKind): TrainableNetwork {
  const seen = inputSizes(architecture, sizes.image, sizes.coordinate);
  return trainableNetwork(architecture, seen, sizes.outputs, parameterization);
}

export function sizesOf(points: Points, outputs: number): TrainedSizes {
  return { image: points.x.shape[1], coordinate: 'z' in points ? points.z.shape[1] : 0, outputs };
}

function checkStart(kind: TrainedKind, start: TrainedKind): void {
  for (const name of ['architecture', 'parameterization', 'sizes'] as const) {
    const [expected, received] = [JSON.stringify(kind[name]), JSON.stringify(start[name])];
    if (expected === received) continue;
    const message = `/start_from is a network of another ${name}, whose weights this one cannot begin with: ${received} in place of ${expected}`;
    throw new HypertangentError('invalid_value', message, { path: '/start_from', expected: `${name} ${expected}`, received });
  }
}

function mismatch(path: string, expected: string, received: string): HypertangentError {
  return new HypertangentError('shape_mismatch', `${path} must have ${expected}; got ${received}`, { path, expected, received });
}
