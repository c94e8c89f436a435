import type { Architecture } from '../kernels/architecture.ts';
import { elementCount } from '../nd-array.ts';
import type { Lane } from './job.ts';
import type { ArrayInput, ImageCompletionInput, KernelsInput, PointsInput, RegressionInput } from './programs/program.ts';

/** Jobs expected to take longer than this go to the heavy lane. */
const QUICK_SECONDS = 0.25;

/** Seconds per multiplication and per activation moment of one core in JavaScript, measured roughly. */
const MULTIPLICATION = 1e-9;
const MOMENT = 4e-8;
/** Activations without a closed form cost about this many times as much. */
const SERIES_FACTOR = 20;

export function laneOf(seconds: number): Lane {
  return seconds <= QUICK_SECONDS ? 'quick' : 'heavy';
}

/** Roughly how long a request for kernels takes, in seconds. */
export function kernelsSeconds(input: KernelsInput): number {
  return kernelSeconds(input.architecture, input.points, input.points2 ?? input.points);
}

/** Roughly how long a fit takes, in seconds. */
export function regressionSeconds({ architecture, train }: RegressionInput): number {
  return kernelSeconds(architecture, train, train) + (pointCount(train) ** 3 / 3) * MULTIPLICATION;
}

/** Roughly how long predictions take, in seconds. */
export function predictionSeconds(trainingPoints: number, test: PointsInput, variance: boolean): number {
  const pairs = trainingPoints * pointCount(test);
  return pairs * (4 * MOMENT + columns(test.x) * MULTIPLICATION) + (variance ? pairs * trainingPoints * MULTIPLICATION : 0);
}

/** Roughly how long a completion takes, in seconds. */
export function imageCompletionSeconds(input: ImageCompletionInput): number {
  const pixels = input.imageShape[0] * input.imageShape[1];
  const points = rows(input.trainImages) * (input.pixelsPerImage === 'all' ? pixels : input.pixelsPerImage);
  const pairs = points * (points + rows(input.testImages) * pixels);
  return pairs * MOMENT + (points ** 3 / 3) * MULTIPLICATION;
}

function kernelSeconds(architecture: Architecture, points: PointsInput, others: PointsInput): number {
  const pairs = pointCount(points) * pointCount(others);
  const networks = architecture.type === 'mlp' ? [architecture] : [architecture.hyper, architecture.primary];
  const perPair = networks.reduce(
    (sum, { depth, activation }) => sum + (depth - 1) * MOMENT * (isSeries(activation.name) ? SERIES_FACTOR : 1),
    0,
  );
  return pairs * (perPair + columns(points.x) * MULTIPLICATION);
}

function isSeries(activation: string): boolean {
  return activation === 'tanh' || activation === 'custom';
}

function pointCount({ x, z, pairing }: PointsInput): number {
  return pairing === 'grid' && z ? rows(x) * rows(z) : rows(x);
}

function rows(array: ArrayInput): number {
  return array.shape[0] ?? 1;
}

function columns(array: ArrayInput): number {
  return elementCount(array.shape.slice(1));
}
