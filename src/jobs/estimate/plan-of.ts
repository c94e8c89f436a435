import type { Architecture } from '../../kernels/architecture.ts';
import { TILE_ROWS } from '../../kernels/tile.ts';
import { NUMBERS_PER_BLOCK } from '../../regression/dense/predict.ts';
import type { RegressionKernel } from '../../regression/regression.ts';
import { type ChosenSolver, chooseSolver } from '../../regression/solver.ts';
import type { ImageCompletionInput, PointsInput, RegressionInput } from '../programs/program.ts';
import { fitExtrasPlan, predictionExtrasPlan } from './extras-plan.ts';
import { fullGridPlan, fullGridPredictionPlan } from './full-grid-plan.ts';
import { type KernelPlan, matrixCount, type Side } from './kernel-plan.ts';
import { NOTHING, type Plan, plus } from './plan.ts';
import { pointsShape } from './shapes.ts';
import { columns, modelPoints, pointCount, rows, testPoints, type Workload } from './workload.ts';

export function planOf(workload: Workload): Plan {
  switch (workload.kind) {
    case 'kernels': {
      const { architecture, points, points2, outputs, layers } = workload.input;
      const kernel = kernelPlan(architecture, sideOf(points), points2 && sideOf(points2), outputs, layers);
      return {
        ...NOTHING,
        kernels: [kernel],
        inputNumbers: numbers(points) + (points2 ? numbers(points2) : 0),
        outputNumbers: matrixCount(kernel) * kernel.left.points * kernel.right.points,
      };
    }
    case 'regression_fit': {
      const { architecture, kernel, train, jitters } = workload.input;
      const side = sideOf(train);
      const isGrid = solverOf(workload.input, train).kind === 'full_grid';
      const fit = isGrid
        ? fullGridPlan(architecture, kernel, side, columns(train.y))
        : plus(
            fitPlan(architecture, kernel, side, columns(train.y), jitters.length > 0),
            fitExtrasPlan(side.points, columns(train.y), workload.input),
          );
      return { ...fit, inputNumbers: numbers(train) + size(train.y) };
    }
    case 'search': {
      // Of one candidate: its kernel, and a factorisation beside it.
      const { train, ridge, ...rest } = workload.input;
      const input = { ...rest, train, ridge: { value: ridge, scale: 'absolute' as const }, jitters: [] };
      if (solverOf(input, train).kind === 'full_grid') return planOf({ kind: 'regression_fit', input });
      return fitPlan(rest.architecture, rest.kernel, sideOf(train), columns(train.y), true);
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
      const wantsSolves = variance || covariance;
      const plan = plus(
        predictPlan(model.architecture, model.kernel, sideOf(test), sideOf(train), model.outputs, wantsSolves),
        predictionExtrasPlan(model, sideOf(test), sideOf(train), workload.input),
      );
      return {
        ...plan,
        inputNumbers: numbers(test) + numbers(train) + points * model.outputs,
        heldNumbers: plan.heldNumbers + points ** 2,
      };
    }
    case 'image_completion':
      return completionPlan(workload.input);
  }
}

/** The factor and the weights; with a ladder of jitters the kernel beside them. */
function fitPlan(architecture: Architecture, kernel: RegressionKernel, side: Side, outputs: number, ladder: boolean): Plan {
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
  const { architecture, kernel, imageShape, trainImages, testImages, truth, mask, pixelsPerImage, jitters } = input;
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
  const onGrid = whole && solverOf(input, gridShape(images, seen, pixels)).kind === 'full_grid';
  const fit = onGrid ? fullGridPlan(architecture, kernel, train, 1) : fitPlan(architecture, kernel, train, 1, jitters.length > 0);
  const predict = onGrid
    ? fullGridPredictionPlan(architecture, kernel, test, train, 1)
    : predictPlan(architecture, kernel, test, train, 1, false);
  return {
    kernels: [...fit.kernels, ...predict.kernels],
    inputNumbers:
      size(trainImages) +
      size(testImages) +
      (truth ? size(truth) : 0) +
      (images + rows(testImages)) * seen +
      (whole ? 0 : points * (seen + 2)) +
      points,
    outputNumbers: predict.outputNumbers,
    heldNumbers: fit.outputNumbers + fit.heldNumbers + predict.heldNumbers,
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

function sideOf(points: PointsInput): Side {
  return {
    points: pointCount(points),
    images: rows(points.x),
    width: columns(points.x),
    coordinates: points.z ? rows(points.z) : 0,
    grid: points.pairing === 'grid',
  };
}

function numbers({ x, z }: PointsInput): number {
  return size(x) + (z ? size(z) : 0);
}

function size(array: { shape: readonly number[] }): number {
  return rows(array) * columns(array);
}
