import { type Control, subControl } from '../control.ts';
import { pixelCoordinates } from '../datasets/pixel-coordinates.ts';
import type { Engine } from '../engine/engine.ts';
import { HypertangentError } from '../errors.ts';
import type { Hypernetwork } from '../kernels/architecture.ts';
import type { HypernetworkPoints } from '../kernels/points.ts';
import { type Matrix, matrix, row } from '../nd-array.ts';
import { RandomStream } from '../random/stream.ts';
import { type FittedRegression, fitRegression } from '../regression/fit.ts';
import { predict } from '../regression/predict.ts';
import type { Certificate, PredictionCertificate, RegressionKernel } from '../regression/regression.ts';
import type { Ridge } from '../regression/ridge.ts';
import type { SolverSpec } from '../regression/solver.ts';
import { RunningAverage } from '../regression/subsets/average.ts';
import { type ImageErrors, imageErrors, meanImage } from './image-errors.ts';

/** Which pixels f sees: everything, the top half, or those where the array is not 0. */
export type Mask = 'none' | 'top_half' | Float64Array;

export interface ImageCompletionProblem {
  architecture: Hypernetwork;
  kernel: RegressionKernel;
  imageShape: readonly [height: number, width: number];
  /** `[n, height·width]` */
  trainImages: Matrix;
  /** `[t, height·width]`; only pixels that f sees are read. */
  testImages: Matrix;
  truth?: Matrix;
  mask: Mask;
  /** Training pixels drawn from each training image. */
  pixelsPerImage: 'all' | number;
  /** Regressions that are averaged, each on pixels drawn afresh. */
  regressors: number;
  seed: number;
  ridge: Ridge;
  jitters: readonly number[];
  solver: SolverSpec;
}

export interface ImageCompletion {
  /** Posterior mean at every pixel, `[t, height·width]`. */
  completed: Matrix;
  /** Standard deviation between several regressors at every pixel, `[t, height·width]`. */
  spread?: Matrix;
  /** 1 where f saw the images, `[height, width]`. */
  seen: Matrix;
  mse?: ImageErrors;
  /** The same of the mean training image. */
  meanImageMse?: ImageErrors;
  /** Of each regressor. */
  points: number;
  solver: FittedRegression['solver'];
  /** Of several regressors, the one with the largest exact residual. */
  certificate?: Certificate;
  /** Of the completed pixels, where they are not computed with exact kernels. */
  predictionCertificate?: PredictionCertificate;
  /** Of several regressors, the mean; as is the training error. */
  ridge: number;
  /** Of several regressors, the largest. */
  jitter: number;
  trainMse: number;
}

/**
 * Completes (or represents) images by regression on (what f sees, pixel coordinates), as in the paper's
 * section 5.3: u = (x, z), x the seen pixels of an image, z = (row, column), y the pixel's value. Several
 * regressors, each on pixels of its own, are averaged (Eq. 19).
 *
 * @param source where the regressors come from
 */
export async function completeImages(
  problem: ImageCompletionProblem,
  source: RegressorSource,
  control: Control,
): Promise<ImageCompletion> {
  const { imageShape, trainImages, testImages, regressors } = problem;
  checkImages(problem);
  const seen = seenPixels(problem.mask, imageShape);
  const average = new RunningAverage();
  const summaries: RegressorSummary[] = [];
  // Of a single regression on subsets.
  let within: Matrix | undefined;
  for (let index = 0; index < regressors; index++) {
    const { mean, spread, summary } = await source(index, subControl(control, index / regressors, (index + 1) / regressors));
    average.add(mean);
    within = spread;
    summaries.push(summary);
  }
  const { mean, spread = within } = average.result();
  const completed = matrix(...testImages.shape, mean.data);
  const seenMap = matrix(...imageShape);
  for (const pixel of seen) seenMap.data[pixel] = 1;
  const errors = problem.truth && {
    mse: imageErrors(completed, problem.truth, seenMap.data),
    meanImageMse: imageErrors(meanImage(trainImages), problem.truth, seenMap.data),
  };
  const between = spread && { spread: matrix(...testImages.shape, spread.data) };
  return { completed, ...between, seen: seenMap, ...errors, ...summaryOfAll(summaries) };
}

export type RegressorSummary = Pick<
  ImageCompletion,
  'points' | 'solver' | 'certificate' | 'predictionCertificate' | 'ridge' | 'jitter' | 'trainMse'
>;

/** One regression of a completion, evaluated at every pixel of the test images. */
export interface Regressor {
  mean: Matrix;
  /** Between the subsets of a regression on some. */
  spread?: Matrix;
  summary: RegressorSummary;
}

/** Where the regressors of a completion come from: fitted here and now, or elsewhere. */
export type RegressorSource = (index: number, control: Control) => Promise<Regressor>;

/** Fits regressors and evaluates them, each when it is asked for. */
export function fittedRegressors(problem: ImageCompletionProblem, engine: Engine): RegressorSource {
  checkImages(problem);
  const { imageShape, testImages, mask } = problem;
  const { architecture, kernel, ridge, jitters, solver } = problem;
  const seen = seenPixels(mask, imageShape);
  const coordinates = pixelCoordinates(imageShape);
  const test: HypernetworkPoints = { x: selectColumns(testImages, seen), z: coordinates, pairing: 'grid' };
  return async (index, control) => {
    const { points, labels } = trainingSet(problem, index, seen, coordinates);
    const regression = { architecture, kernel, points, labels, ridge, jitters, solver };
    const model = await fitRegression(regression, engine, subControl(control, 0, 0.5));
    control.stage('prediction');
    const { mean, spread, certificate } = await predict(model, test, false, engine, subControl(control, 0.5, 1));
    const summary = {
      points: labels.shape[0],
      solver: model.solver,
      ...('certificate' in model && { certificate: model.certificate }),
      ...(certificate && { predictionCertificate: certificate }),
      ridge: model.ridge,
      jitter: model.jitter,
      trainMse: model.trainMse,
    };
    return { mean, ...(spread && { spread }), summary };
  };
}

function summaryOfAll(summaries: readonly RegressorSummary[]): RegressorSummary {
  const average = (value: (summary: RegressorSummary) => number) =>
    summaries.reduce((sum, summary) => sum + value(summary), 0) / summaries.length;
  const residual = ({ certificate }: RegressorSummary) => certificate?.exactResidual ?? 0;
  return {
    ...summaries.reduce((worst, summary) => (residual(summary) > residual(worst) ? summary : worst)),
    ridge: average(({ ridge }) => ridge),
    jitter: Math.max(...summaries.map(({ jitter }) => jitter)),
    trainMse: average(({ trainMse }) => trainMse),
  };
}

/** Indices of the pixels that f sees. */
export function seenPixels(mask: Mask, [height, width]: readonly [number, number]): Int32Array {
  const all = Int32Array.from({ length: height * width }, (_, pixel) => pixel);
  if (mask === 'none') return all;
  if (mask === 'top_half') return all.filter((pixel) => pixel < Math.floor(height / 2) * width);
  return all.filter((pixel) => mask[pixel] !== 0);
}

interface TrainingSet {
  points: HypernetworkPoints;
  labels: Matrix;
}

/** The pixels that a regressor is fitted to; every one draws from streams of its own. */
function trainingSet(problem: ImageCompletionProblem, regressor: number, seen: Int32Array, coordinates: Matrix): TrainingSet {
  const { trainImages, pixelsPerImage, seed } = problem;
  const [count, pixels] = trainImages.shape;
  const x = selectColumns(trainImages, seen);
  if (pixelsPerImage === 'all') {
    return { points: { x, z: coordinates, pairing: 'grid' }, labels: matrix(count * pixels, 1, trainImages.data.slice()) };
  }
  const points = { x: matrix(count * pixelsPerImage, seen.length), z: matrix(count * pixelsPerImage, 2), pairing: 'rows' as const };
  const labels = matrix(count * pixelsPerImage, 1);
  for (let image = 0; image < count; image++) {
    const drawn = new RandomStream(seed, regressor * count + image).sample(pixels, pixelsPerImage);
    drawn.forEach((pixel, k) => {
      const point = image * pixelsPerImage + k;
      points.x.data.set(row(x, image), point * seen.length);
      points.z.data.set(row(coordinates, pixel), point * 2);
      labels.data[point] = trainImages.data[image * pixels + pixel]!;
    });
  }
  return { points, labels };
}

function selectColumns(source: Matrix, columns: Int32Array): Matrix {
  const out = matrix(source.shape[0], columns.length);
  for (let i = 0; i < source.shape[0]; i++) {
    const values = row(source, i);
    columns.forEach((column, k) => {
      out.data[i * columns.length + k] = values[column]!;
    });
  }
  return out;
}

/** @throws HypertangentError `shape_mismatch`, `empty_array` or `invalid_value` on images, masks and draws that do not go together */
export function checkImages(problem: ImageCompletionProblem): void {
  const { imageShape, trainImages, testImages, truth, mask, pixelsPerImage, regressors } = problem;
  const pixels = imageShape[0] * imageShape[1];
  const mismatch = (path: string, expected: string, received: string) =>
    new HypertangentError(
      'shape_mismatch',
      `${path} must be ${expected} for images of ${imageShape[0]} × ${imageShape[1]}, got ${received}`,
      {
        path,
        expected,
        received,
      },
    );
  const shapes = Object.entries({ '/train/images': trainImages, '/test/images': testImages, '/test/truth': truth });
  for (const [path, images] of shapes) {
    if (images && images.shape[1] !== pixels) throw mismatch(path, `[n, ${pixels}]`, `[${images.shape}]`);
    if (images?.shape[0] === 0)
      throw new HypertangentError('empty_array', `${path} holds no image`, { path, shape: [...images.shape] });
  }
  if (truth && truth.shape[0] !== testImages.shape[0]) throw mismatch('/test/truth', `[${testImages.shape}]`, `[${truth.shape}]`);
  if (mask instanceof Float64Array && mask.length !== pixels)
    throw mismatch('/mask', `${pixels} numbers`, `${mask.length} numbers`);
  if (seenPixels(mask, imageShape).length === 0) {
    const message = 'the mask shows f no pixel at all; at least one must be seen';
    throw new HypertangentError('invalid_value', message, { path: '/mask', expected: 'at least one seen pixel', received: 0 });
  }
  if (pixelsPerImage !== 'all' && pixelsPerImage > pixels) {
    const message = `an image has ${pixels} pixels; ${pixelsPerImage} different ones cannot be drawn from it`;
    throw new HypertangentError('invalid_value', message, {
      path: '/pixels_per_image',
      expected: `at most ${pixels}`,
      received: pixelsPerImage,
    });
  }
  if (pixelsPerImage === 'all' && regressors > 1) {
    const message = `${regressors} regressors on all pixels would be the same one; draw some by pixels_per_image`;
    throw new HypertangentError('invalid_value', message, {
      path: '/regressors',
      expected: '1, or pixels_per_image as a number',
      received: regressors,
    });
  }
}
