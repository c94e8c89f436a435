import { HypertangentError } from '../../errors.ts';
import type { Architecture, Mlp } from '../../kernels/architecture.ts';
import { coordinateCovariance } from '../../kernels/coordinate-features.ts';
import { prepareNetwork } from '../../kernels/network.ts';
import { checkPoints, type Points, pointCount } from '../../kernels/points.ts';
import type { Matrix } from '../../nd-array.ts';
import { checkFitExtras } from '../../regression/dense/extras.ts';
import { MOST_COORDINATES } from '../../regression/full-grid/decomposition/pair-classes.ts';
import { type ExpectedArray, MODEL_JSON } from '../../store/model-import.ts';
import type { Schema } from '../contract/types.ts';
import { architecture } from './architecture.ts';

type Model = Schema<'Model'>;
type Shape = readonly number[];

const NO_NUMBERS = new Float64Array(0);

/**
 * What every array of a model must be, by name, so that predicting with it meets nothing unexpected.
 *
 * @throws HypertangentError `malformed_model`, `invalid_value`, `shape_mismatch` or `empty_array` on a model that no fit can give
 */
export function expectedArrays(model: Model): Map<string, ExpectedArray> {
  const { regression, pairing } = model;
  const { solver, outputs } = regression;
  const network = architecture(model.architecture);
  checkArchitecture(network);
  requireThat(
    regression.architecture_type === network.type,
    'regression/architecture_type',
    network.type,
    regression.architecture_type,
  );
  requireThat((pairing !== undefined) === (network.type === 'hypernetwork'), 'pairing', 'there for a hypernetwork alone', pairing);
  requireThat(outputs >= 1, 'regression/outputs', 'at least 1', outputs);
  for (const name of ['ridge', 'jitter', 'train_mse'] as const)
    requireThat(regression[name] >= 0, `regression/${name}`, 'at least 0', regression[name]);
  requireThat((model.pivots !== undefined) === (solver === 'full_grid'), 'pivots', 'there for full_grid alone', model.pivots?.[0]);
  requireThat((model.parts !== undefined) === (solver === 'subsets'), 'parts', 'there for subsets alone', model.parts?.[0]);
  const iterative = solver === 'full_grid' || solver === 'conjugate_gradients' || solver === 'nystrom';
  requireThat((regression.certificate !== undefined) === iterative, 'regression/certificate', certified, regression.certificate);

  const expected = new Expected(model);
  const points = expected.points('points', pairing);
  checkPoints(network, points, `${MODEL_JSON}/arrays/points`);
  const count = pointCount(points);
  requireThat(regression.points === count, 'regression/points', `${count}, as points.x and points.z have`, regression.points);
  addSolver(expected, points, count);
  expected.finish();
  return expected.arrays;
}

const certified = 'there for full_grid, conjugate_gradients and nystrom alone';

function checkArchitecture(network: Architecture): void {
  const at = `${MODEL_JSON}/architecture`;
  if (network.type === 'mlp') return void prepareNetwork(network, at);
  for (const part of ['hyper', 'primary'] as const) prepareNetwork(network[part] satisfies Mlp, `${at}/${part}`);
  coordinateCovariance(network.coordinateFeatures, `${at}/coordinate_features`);
}

function addSolver(expected: Expected, points: Points, count: number): void {
  const { regression, pairing, pivots = [], parts = [] } = expected.model;
  const { outputs, solver } = regression;
  checkExtras(expected.model, count);
  switch (solver) {
    case 'cholesky': {
      expected.add('weights', [count, outputs]);
      expected.add('factor', [count, count], { kind: 'factor' });
      if (regression.diagnostics?.leave_one_out_mse !== undefined)
        expected.add('diagnostics.leave_one_out_residuals', [count, outputs]);
      if (regression.diagnostics?.log_marginal_likelihood !== undefined && expected.declares('diagnostics.spectrum'))
        expected.add('diagnostics.spectrum', [count]);
      if (!regression.gradient_flow) return;
      expected.add('flow.eigenvalues', [count]);
      expected.add('flow.eigenvectors', [count, count]);
      expected.add('flow.projected', [count, outputs]);
      return;
    }
    case 'full_grid': {
      requireThat(pairing === 'grid', 'pairing', 'grid for full_grid', pairing);
      const [images, coordinates] = [points.x, (points as Points & { z: Matrix }).z].map(({ shape }) => shape[0]) as [
        number,
        number,
      ];
      requireThat(coordinates <= MOST_COORDINATES, 'arrays/points.z', `at most ${MOST_COORDINATES} coordinates`, coordinates);
      const wrong = pivots.flat().find((place) => place >= coordinates);
      requireThat(wrong === undefined, 'pivots', `rows of points.z, below ${coordinates}`, wrong);
      expected.add('weights', [outputs, images, coordinates]);
      expected.add('coordinate_factors', [coordinates, pivots.length * coordinates]);
      return;
    }
    case 'conjugate_gradients':
      expected.add('weights', [count, outputs]);
      return;
    case 'nystrom': {
      const landmarks = expected.points('landmarks', pairing && 'rows');
      checkPoints(architecture(expected.model.architecture), landmarks, `${MODEL_JSON}/arrays/landmarks`, points);
      const rank = pointCount(landmarks);
      requireThat(rank <= count, 'arrays/landmarks.x', `at most ${count} rows, one for each point`, rank);
      expected.add('weights', [rank, outputs]);
      return;
    }
    case 'subsets':
      for (const index of parts.keys()) {
        const name = `parts.${index}.indices`;
        const [size] = expected.declared(name, 1);
        requireThat(size! <= count, `arrays/${name}`, `at most [${count}], one for each point`, size);
        expected.add(name, [size!], { kind: 'indices', count });
        expected.add(`parts.${index}.weights`, [size!, outputs]);
      }
  }
}

/** A dense fit alone has diagnostics and gradient flow. */
function checkExtras({ regression }: Model, count: number): void {
  const { solver, kernel, diagnostics, gradient_flow: gradientFlow = false } = regression;
  requireThat(
    solver === 'cholesky' || diagnostics === undefined,
    'regression/diagnostics',
    'there for cholesky alone',
    diagnostics,
  );
  const numbers = diagnostics && Object.keys(diagnostics).length > 0;
  requireThat(
    !numbers || diagnostics.log_marginal_likelihood !== undefined,
    'regression/diagnostics/log_marginal_likelihood',
    'there where diagnostics are',
    undefined,
  );
  checkFitExtras(solver, kernel, count, { gradientFlow });
}

/** The arrays that are expected, of those that a model declares. */
class Expected {
  readonly model: Model;
  readonly arrays = new Map<string, ExpectedArray>();

  constructor(model: Model) {
    this.model = model;
  }

  /** A shape that others follow from: any of so many axes. */
  declared(name: string, axes: number): Shape {
    const shape = this.declares(name) ? this.model.arrays[name] : undefined;
    requireThat(shape?.length === axes, `arrays/${name}`, `the shape of an array with ${axes} axes`, shape);
    return shape!;
  }

  declares(name: string): boolean {
    return Object.hasOwn(this.model.arrays, name);
  }

  add(name: string, shape: Shape, contents: ExpectedArray['contents'] = { kind: 'numbers' }): void {
    const declared = this.declares(name) ? this.model.arrays[name] : undefined;
    const expected = `[${shape.join(', ')}]`;
    requireThat(declared !== undefined, `arrays/${name}`, expected, declared);
    if (declared!.join() !== shape.join()) {
      const path = `${MODEL_JSON}/arrays/${name}`;
      const received = `[${declared!.join(', ')}]`;
      const message = `${path} must have the shape ${expected} in this model, got ${received}`;
      throw new HypertangentError('shape_mismatch', message, { path, expected, received });
    }
    this.arrays.set(name, { shape, contents });
  }

  points(name: string, pairing: Model['pairing']): Points {
    const part = (axis: 'x' | 'z'): Matrix => {
      const shape = this.declared(`${name}.${axis}`, 2);
      this.add(`${name}.${axis}`, shape);
      return { shape: shape as [number, number], data: NO_NUMBERS };
    };
    return pairing === undefined ? { x: part('x') } : { x: part('x'), z: part('z'), pairing };
  }

  /** Nothing else may be declared. */
  finish(): void {
    for (const name of Object.keys(this.model.arrays))
      requireThat(
        this.arrays.has(name),
        `arrays/${name.slice(0, 80)}`,
        'not there: a model of this kind has no such array',
        name.slice(0, 80),
      );
  }
}

function requireThat(holds: boolean, field: string, expected: string, received: unknown): void {
  if (holds) return;
  const path = `${MODEL_JSON}/${field}`;
  const given = received === undefined ? 'nothing' : JSON.stringify(received);
  throw new HypertangentError('malformed_model', `Not an exported model: ${path} must be ${expected}, got ${given}`, {
    path,
    expected,
    received: given,
  });
}
