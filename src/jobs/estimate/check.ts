import { networkCost } from '../../empirical/cost.ts';
import { withWidths } from '../../empirical/widths.ts';
import { HypertangentError } from '../../errors.ts';
import { checkImages } from '../../experiments/image-completion.ts';
import type { Architecture } from '../../kernels/architecture.ts';
import { checkProblem } from '../../kernels/kernel-rows-of.ts';
import { prepareNetwork } from '../../kernels/network.ts';
import { checkPoints, pointCount } from '../../kernels/points.ts';
import { checkFitExtras, checkPredictionExtras } from '../../regression/dense/extras.ts';
import { checkLabels, checkMaskShape } from '../../regression/labels.ts';
import { chooseSearchSolver } from '../../regression/search/solver.ts';
import { kernelAxes, withSettings } from '../../regression/search/space.ts';
import { chooseSolver } from '../../regression/solver.ts';
import { checkStart } from '../../regression/starting-weights.ts';
import { checkPredictionPoints, checkTraining, type ExampleShapes } from '../../training/check.ts';
import type { EmpiricalInput, RegressionInput } from '../programs/program.ts';
import type { ExamplesInput } from '../programs/training-types.ts';
import { pointSizes } from './empirical-plan.ts';
import { matrixShape, pointsShape } from './shapes.ts';
import { modelPoints, testPoints, type Workload } from './workload.ts';

/**
 * The checks of a computation that need no more than the shapes of its arrays.
 *
 * @throws HypertangentError as the computation itself does
 */
export function checkWorkload(workload: Workload): void {
  checkShapes(workload);
  if (workload.kind === 'training' || workload.kind === 'training_predict') return;
  const { architecture } = workload.kind === 'regression_predict' ? workload.model : workload.input;
  if (architecture.type === 'mlp') prepareNetwork(architecture, '/architecture');
  else for (const name of ['hyper', 'primary'] as const) prepareNetwork(architecture[name], `/architecture/${name}`);
}

/** A workload that {@link checkWorkload} has found nothing wrong with. */
export function checked<Checked extends Workload>(workload: Checked): Checked {
  checkWorkload(workload);
  return workload;
}

function checkShapes(workload: Workload): void {
  switch (workload.kind) {
    case 'kernels': {
      const { architecture, points, points2, outputs, layers } = workload.input;
      const others = points2 && { points2: pointsShape(points2, '/points2') };
      checkProblem({ architecture, points: pointsShape(points, '/points'), ...others, outputs, layers });
      break;
    }
    case 'empirical_kernels':
      checkFinite(workload.input, [workload.input.architecture]);
      break;
    case 'convergence_study':
    case 'verification':
      checkFinite(
        workload.input,
        workload.input.widths.map((choice) => withWidths(workload.input.architecture, choice)),
      );
      break;
    case 'regression_fit': {
      const { architecture, train } = workload.input;
      const points = pointsShape(train, '/train');
      checkPoints(architecture, points, '/train');
      checkLabels(matrixShape(train.y, '/train/y', 'column'), pointCount(points));
      if (train.observed) checkMaskShape(train.observed.shape, points);
      const { kind } = chooseSolver(workload.input.solver, { ...workload.input, points });
      checkFitExtras(kind, workload.input.kernel, pointCount(points), workload.input);
      checkStartShape(workload.input);
      break;
    }
    case 'search': {
      const { architecture, train, ridge, solver, space, kernel } = workload.input;
      const points = pointsShape(train, '/train');
      checkPoints(architecture, points, '/train');
      checkLabels(matrixShape(train.y, '/train/y', 'column'), pointCount(points));
      chooseSearchSolver(solver, { architecture, points, ridge: { value: ridge } });
      for (const axis of kernelAxes(space)) withSettings({ architecture, kernel }, { [axis]: space[axis]![0] });
      break;
    }
    case 'regression_predict': {
      const { architecture, solver, gradientFlow = false } = workload.model;
      const train = pointsShape(modelPoints(workload.model), '/train');
      checkPoints(architecture, pointsShape(testPoints(workload), '/test'), '/test', train);
      checkPredictionExtras(solver, gradientFlow, workload.input);
      break;
    }
    case 'training': {
      const { train, test, startFrom, ...settings } = workload.input;
      checkTraining(settings, examplesShape(train, '/train'), test && examplesShape(test, '/test'), startFrom);
      break;
    }
    case 'training_predict':
      checkPredictionPoints(workload.model, pointsShape(workload.input.test, '/test'));
      break;
    case 'image_completion': {
      const { mask, trainImages, testImages, truth, ...rest } = workload.input;
      checkImages({
        ...rest,
        trainImages: matrixShape(trainImages, '/train/images'),
        testImages: matrixShape(testImages, '/test/images'),
        ...(truth && { truth: matrixShape(truth, '/test/truth') }),
        mask: typeof mask === 'string' ? mask : 'data' in mask ? mask.data : 'none',
      });
    }
  }
}

function examplesShape({ y, ...points }: ExamplesInput, path: string): ExampleShapes {
  return { points: pointsShape(points, path), y: y.shape };
}

/** Of one seed. */
const MOST_NETWORKS = 2 ** 32;

/** Kernels of finite networks: as of infinite ones, with widths that fit the depths. */
function checkFinite({ architecture, points, points2, outputs, samples }: EmpiricalInput, networks: readonly Architecture[]): void {
  const others = points2 && { points2: pointsShape(points2, '/points2') };
  checkProblem({ architecture, points: pointsShape(points, '/points'), ...others, outputs, layers: false });
  if (networks.length * samples >= MOST_NETWORKS)
    throw new HypertangentError(
      'invalid_value',
      `${networks.length} widths with ${samples} networks each are more networks than a seed has`,
      {
        path: '/samples',
        expected: `less than ${MOST_NETWORKS} networks in all`,
        received: samples,
      },
    );
  for (const network of networks) networkCost(network, pointSizes(points, points2), outputs);
}

/**
 * Whether a fit can begin with the weights it names, as far as shapes say.
 *
 * @throws HypertangentError `invalid_value` or `shape_mismatch`
 */
export function checkStartShape(input: RegressionInput): void {
  const { train, startFrom } = input;
  if (startFrom === undefined) return;
  const points = pointsShape(train, '/train');
  const [, outputs] = matrixShape(train.y, '/train/y', 'column').shape;
  const { kind } = chooseSolver(input.solver, { ...input, points });
  const grid = kind === 'full_grid' && 'z' in points;
  // How many points are observed is in the mask's numbers.
  const count = train.observed ? undefined : pointCount(points);
  checkStart(kind, grid ? [outputs, points.x.shape[0], points.z.shape[0]] : [count, outputs], startFrom);
}
