import type { Architecture } from '../../kernels/architecture.ts';
import { TILE_ROWS } from '../../kernels/tile.ts';
import { NUMBERS_PER_BLOCK } from '../../regression/dense/predict.ts';
import type { RegressionKernel } from '../../regression/regression.ts';
import { type ChosenSolver, chooseSolver } from '../../regression/solver.ts';
import type { ImageCompletionInput, KernelsInput, PointsInput, RegressionInput } from '../programs/program.ts';
import { empiricalPlan, studyPlan, verificationPlan } from './empirical-plan.ts';
import { fitExtrasPlan, predictionExtrasPlan } from './extras-plan.ts';
import { EIGEN_FLOPS, fullGridPlan, fullGridPredictionPlan } from './full-grid-plan.ts';
import { type KernelPlan, matrixCount, type Side } from './kernel-plan.ts';
import { gradientsPlan, nystromPlan, repeated, someOf } from './low-rank-plan.ts';
import { NOTHING, type Plan, plus } from './plan.ts';
import { sharedNumbers } from './search-plan.ts';
import { pointsShape } from './shapes.ts';
import { trainedPredictionPlan, trainingPlan } from './training-plan.ts';
import { columns, modelPoints, pointCount, rows, testPoints, type Workload } from './workload.ts';

export function planOf(workload: Workload): Plan {
  switch (workload.kind) {
    case 'kernels':
      return kernelsPlan(workload.input);
    case 'empirical_kernels':
      return plus(kernelsPlan({ ...workload.input, layers: false }), empiricalPlan(workload.input));
    case 'convergence_study':
      return plus(kernelsPlan({ ...workload.input, layers: false }), studyPlan(workload.input));
    case 'verification':
      return plus(kernelsPlan({ ...workload.input, layers: false }), verificationPlan(workload.input));
    case 'regression_fit': {
      const { train } = workload.input;
      const solver = solverOf(workload.input, train);
      const side = solver.kind === 'full_grid' ? sideOf(train) : observedSide(train);
      const fit = fitPlan(workload.input, solver, side, columns(train.y));
      const extras = solver.kind === 'cholesky' ? fitExtrasPlan(side.points, columns(train.y), workload.input) : {};
      const start = workload.input.startFrom?.shape?.reduce((product, length) => product * length, 1) ?? 0;
      return { ...plus(fit, extras), inputNumbers: numbers(train) + size(train.y) + start };
    }
    case 'search': {
      // Of one candidate, with what all have in common.
      const { train, ridge, ...rest } = workload.input;
      const input = { ...rest, train, ridge: { value: ridge, scale: 'absolute' as const }, jitters: [] };
      const fullGrid = solverOf(input, train).kind === 'full_grid';
      const shared = { heldNumbers: sharedNumbers(workload.input, fullGrid) };
      if (fullGrid) return plus(planOf({ kind: 'regression_fit', input }), shared);
      const n = pointCount(train);
      // The eigensolver's 2n²; cross-validation has a fold of the kernel and its factor there.
      const scoring = { heldNumbers: 2 * n * n, choleskyFlops: EIGEN_FLOPS * n ** 3 };
      return plus(plus(densePlan(rest.architecture, rest.kernel, sideOf(train), columns(train.y), false), scoring), shared);
    }
    case 'regression_predict': {
      const { variance, covariance = false } = workload.input;
      const { model } = workload;
      const test = testPoints(workload);
      const train = modelPoints(model);
      if (model.solver === 'full_grid') {
        const plan = fullGridPredictionPlan(model.architecture, model.kernel, sideOf(test), sideOf(train), model.outputs);
        return { ...plan, inputNumbers: numbers(test) + numbers(train) + pointCount(train) * model.outputs };
      }
      const { points } = sideOf(train);
      const { subsets, landmarks } = model;
      const used = subsets || landmarks !== undefined ? someOf(sideOf(train), subsets?.size ?? landmarks!) : sideOf(train);
      const wantsSolves = variance || covariance;
      const plan = plus(
        predictPlan(model.architecture, model.kernel, sideOf(test), used, model.outputs, wantsSolves),
        predictionExtrasPlan(model, sideOf(test), used, workload.input),
      );
      return {
        ...repeated(plan, subsets?.count ?? 1),
        inputNumbers: numbers(test) + numbers(train) + (subsets ? subsets.count * subsets.size : points) * (model.outputs + 1),
        heldNumbers: plan.heldNumbers + (model.solver === 'cholesky' ? points ** 2 : 0) + (subsets ? 3 * plan.outputNumbers : 0),
      };
    }
    case 'image_completion':
      return completionPlan(workload.input);
    case 'training':
      return trainingPlan(workload.input);
    case 'training_predict':
      return trainedPredictionPlan(workload.input, workload.model);
  }
}

function kernelsPlan({ architecture, points, points2, outputs, layers }: KernelsInput): Plan {
  const kernel = kernelPlan(architecture, sideOf(points), points2 && sideOf(points2), outputs, layers);
  return {
    ...NOTHING,
    kernels: [kernel],
    inputNumbers: numbers(points) + (points2 ? numbers(points2) : 0),
    outputNumbers: matrixCount(kernel) * kernel.left.points * kernel.right.points,
  };
}

function fitPlan(
  { architecture, kernel, jitters }: Pick<RegressionInput, 'architecture' | 'kernel' | 'jitters'>,
  solver: ChosenSolver,
  side: Side,
  outputs: number,
): Plan {
  switch (solver.kind) {
    case 'full_grid':
      return fullGridPlan(architecture, kernel, side, outputs);
    case 'conjugate_gradients':
      return gradientsPlan(architecture, kernel, side, outputs, solver.rank);
    case 'nystrom':
      return nystromPlan(architecture, kernel, side, outputs, solver.rank);
    case 'cholesky':
      return densePlan(architecture, kernel, side, outputs, jitters.length > 0);
    case 'subsets': {
      const one = densePlan(architecture, kernel, someOf(side, solver.size), outputs, jitters.length > 0);
      return { ...repeated(one, solver.count), heldNumbers: one.heldNumbers + solver.count * solver.size * (outputs + 1) };
    }
  }
}

/** The factor and the weights; with a ladder of jitters the kernel beside them. */
function densePlan(architecture: Architecture, kernel: RegressionKernel, side: Side, outputs: number, ladder: boolean): Plan {
  const n = side.points;
  return {
    ...NOTHING,
    kernels: [kernelPlan(architecture, side, undefined, [kernel], false)],
    outputNumbers: n * n + n * outputs,
    heldNumbers: (ladder ? n * n : 0) + n * outputs,
    choleskyFlops: n ** 3 / 3,
    productFlops: 2 * n * n * outputs,
  };
}

/** The kernel between test and training points is there a block of rows at a time. */
function predictPlan(
  architecture: Architecture,
  kernel: RegressionKernel,
  test: Side,
  train: Side,
  outputs: number,
  variance: boolean,
): Plan {
  const blockRows = Math.max(TILE_ROWS, test.grid ? test.coordinates : 0);
  const block = Math.min(test.points * train.points, Math.max(NUMBERS_PER_BLOCK, blockRows * train.points));
  return {
    ...NOTHING,
    kernels: [kernelPlan(architecture, test, train, [kernel], false)],
    outputNumbers: test.points * (outputs + (variance ? 1 : 0)),
    // Its transposed for the triangular solve, which may want it in shared memory.
    heldNumbers: variance ? 3 * block : block,
    productFlops: 2 * test.points * train.points * outputs + (variance ? test.points * train.points ** 2 : 0),
  };
}

function completionPlan(input: ImageCompletionInput): Plan {
  const { architecture, kernel, imageShape, trainImages, testImages, truth, mask, pixelsPerImage, regressors } = input;
  const pixels = imageShape[0] * imageShape[1];
  // How many pixels a mask shows is in its numbers; all of them are the most.
  const seen = mask === 'top_half' ? Math.floor(imageShape[0] / 2) * imageShape[1] : pixels;
  const images = rows(trainImages);
  const whole = pixelsPerImage === 'all';
  const points = images * (whole ? pixels : pixelsPerImage);
  const train: Side = { points, images, width: seen, coordinates: whole ? pixels : Math.min(pixels, points), grid: whole };
  const test: Side = {
    points: rows(testImages) * pixels,
    images: rows(testImages),
    width: seen,
    coordinates: pixels,
    grid: true,
  };
  const solver = solverOf(input, whole ? gridShape(images, seen, pixels) : rowsShape(points, seen));
  const fit = repeated(fitPlan(input, solver, train, 1), regressors);
  const predict = repeated(
    solver.kind === 'full_grid'
      ? fullGridPredictionPlan(architecture, kernel, test, train, 1)
      : predictPlan(architecture, kernel, test, train, 1, false),
    regressors,
  );
  return {
    ...NOTHING,
    kernels: [...fit.kernels, ...predict.kernels],
    inputNumbers:
      size(trainImages) +
      size(testImages) +
      (truth ? size(truth) : 0) +
      (images + rows(testImages)) * seen +
      (whole ? 0 : points * (seen + 2)) +
      points,
    outputNumbers: predict.outputNumbers,
    // Of an average the mean, the spread and what is added.
    heldNumbers: fit.outputNumbers + fit.heldNumbers + predict.heldNumbers + 3 * predict.outputNumbers,
    choleskyFlops: fit.choleskyFlops,
    productFlops: fit.productFlops + predict.productFlops,
  };
}

function kernelPlan(
  architecture: Architecture,
  left: Side,
  right: Side | undefined,
  outputs: KernelPlan['outputs'],
  layers: boolean,
): KernelPlan {
  return { architecture, left, right: right ?? left, symmetric: right === undefined, outputs, layers };
}

/** The solver of a fit; `auto` is decided by shapes alone. */
function solverOf(
  { solver, ...input }: Pick<RegressionInput, 'architecture' | 'ridge' | 'jitters' | 'solver'>,
  points: PointsInput,
): ChosenSolver {
  return chooseSolver(solver, { ...input, points: pointsShape(points, '/train') });
}

function gridShape(images: number, seen: number, pixels: number): PointsInput {
  const array = (...shape: number[]) => ({ arrayId: '', shape });
  return { x: array(images, seen), z: array(pixels, 2), pairing: 'grid' };
}

function rowsShape(points: number, seen: number): PointsInput {
  const array = (...shape: number[]) => ({ arrayId: '', shape });
  return { x: array(points, seen), z: array(points, 2), pairing: 'rows' };
}

function sideOf(points: PointsInput): Side {
  return {
    points: pointCount(points),
    images: rows(points.x),
    width: columns(points.x),
    coordinates: points.z ? rows(points.z) : 0,
    grid: points.pairing === 'grid',
  };
}

/** The points of a grid that have labels, one by one; all of them where the mask is stored, as it is read only when they are. */
function observedSide(train: RegressionInput['train']): Side {
  const side = sideOf(train);
  const mask = train.observed;
  if (mask === undefined || !('data' in mask)) return side;
  const points = mask.data.reduce((sum, value) => sum + (value === 0 ? 0 : 1), 0);
  return points < side.points ? { ...side, points, grid: false } : side;
}

function numbers({ x, z }: PointsInput): number {
  return size(x) + (z ? size(z) : 0);
}

function size(array: { shape: readonly number[] }): number {
  return rows(array) * columns(array);
}
