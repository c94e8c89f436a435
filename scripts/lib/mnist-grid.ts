import { pixelCoordinates } from '../../src/datasets/pixel-coordinates.ts';
import type { Hypernetwork, Mlp } from '../../src/kernels/architecture.ts';
import { type Matrix, matrix } from '../../src/nd-array.ts';
import type { RegressionProblem } from '../../src/regression/fit.ts';
import type { RegressionKernel } from '../../src/regression/regression.ts';
import { IMAGE_SHAPE, PIXELS, readMnist } from './mnist.ts';

/** Of the measurements in docs/full-grid.md, in pixels. */
export const LENGTH_SCALE = 27 / 20;

/** λ of the paper's experiments. */
export const RIDGE = { value: 0.001, scale: 'absolute' as const };

export function reluMlp(depth: number): Mlp {
  return { type: 'mlp', depth, activation: { name: 'relu' }, weightStd: 1, biasStd: 0 };
}

/** As in the paper's experiments: f with two hidden layers, g with one. */
export function mnistHypernetwork(lengthScale: number): Hypernetwork {
  return {
    type: 'hypernetwork',
    hyper: reluMlp(3),
    primary: reluMlp(2),
    coordinateFeatures: { kind: 'fourier_limit', lengthScale },
  };
}

/** The first `count` images of a set, `[count, 784]`. */
export async function mnistMatrix(set: 'train' | 'test', count: number): Promise<Matrix> {
  const out = matrix(count, PIXELS);
  for (const [index, image] of (await readMnist(set, count)).entries()) out.data.set(image, index * PIXELS);
  return out;
}

/** Every pixel of the images `x`, `[n, 784]`. */
export function gridPoints(x: Matrix) {
  return { x, z: pixelCoordinates(IMAGE_SHAPE), pairing: 'grid' as const };
}

/** Representing the images `x`, `[n, 784]`: h is to be at every pixel what the image is there. */
export function gridProblem(
  x: Matrix,
  kernel: RegressionKernel,
  lengthScale: number = LENGTH_SCALE,
): Omit<RegressionProblem, 'solver'> {
  return {
    architecture: mnistHypernetwork(lengthScale),
    kernel,
    points: gridPoints(x),
    labels: matrix(x.data.length, 1, x.data.slice()),
    ridge: RIDGE,
    jitters: [],
  };
}
