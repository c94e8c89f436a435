import type { Architecture, KernelOutput } from '../kernels/architecture.ts';
import { layerSizes, parameterCount } from './networks/layer-sizes.ts';
import type { GeneratedWeightsKind } from './networks/output-rows.ts';
import { GENERATED_NUMBERS } from './networks/primary-signals.ts';

/** The sizes of the points of a kernel's two sides together. */
export interface PointSizes {
  left: number;
  /** 0: the left points themselves. */
  right: number;
  /** Rows and columns of x. */
  images: number;
  imageSize: number;
  /** Rows and columns of z; 0 without. */
  coordinates: number;
  coordinateSize: number;
}

/** What one finite network takes, in numbers of float32 and of operations. */
export interface NetworkCost {
  /** Drawn, as often as they are. */
  drawnNumbers: number;
  /** Weights and signals that are there at a time. */
  heldNumbers: number;
  flops: number;
}

/** Numbers of blocks that are worked on at a time, their products included. */
const BLOCK_NUMBERS = 2 ** 25;

/** @throws HypertangentError `invalid_value` or `shape_mismatch` where widths are missing or do not fit the depth */
export function networkCost(
  architecture: Architecture,
  points: PointSizes,
  outputs: readonly KernelOutput[],
  generatedWeights: GeneratedWeightsKind = 'drawn',
): NetworkCost {
  const { left, right, images, imageSize } = points;
  const rows = left + right;
  const entries = left * (right || left);
  if (architecture.type === 'mlp') {
    const sizes = layerSizes(architecture, imageSize, 1, '/architecture');
    return hidden(sizes, rows, rows, entries);
  }
  const { hyper, primary, coordinateFeatures } = architecture;
  const limit = coordinateFeatures.kind === 'fourier_limit';
  const inputs = limit
    ? points.coordinates
    : coordinateFeatures.kind === 'fourier'
      ? coordinateFeatures.features
      : points.coordinateSize;
  const sizesOfG = layerSizes(primary, inputs, 1, '/architecture/primary');
  const parameters = parameterCount(sizesOfG, primary.biasStd > 0);
  const sizesOfF = layerSizes(hyper, imageSize, parameters, '/architecture/hyper');
  const columns = sizesOfF.at(-2)!;
  const conditioned = generatedWeights === 'conditioned';
  const generating = conditioned ? Math.min(images, columns) : columns;
  const f = hidden(sizesOfF.slice(0, -1), images, rows, entries);
  const g = hidden(sizesOfG, rows, rows, entries);
  const generatedAtOnce = 2 * Math.max(parameters, Math.min(GENERATED_NUMBERS, images * parameters));
  const sendsBack = hyper.depth > 1 && outputs.includes('ntk');
  // Images whose weights do not fit together draw them anew.
  const times = Math.ceil((images * parameters) / GENERATED_NUMBERS) + (sendsBack ? 1 : 0);
  // Gram and Schmidt, and Cholesky, in plain float64: each operation as long as a hundred of a library's.
  const factors = conditioned ? 100 * (images ** 2 * columns + (sendsBack ? rows * Math.min(rows, parameters) ** 2 : 0)) : 0;
  return {
    drawnNumbers: f.drawnNumbers + times * parameters * generating,
    // At least one image's weights, and those behind one unit, are there at a time.
    heldNumbers:
      conditionedNumbers(points, conditioned && sendsBack) +
      f.heldNumbers +
      g.heldNumbers +
      generatedAtOnce +
      Math.max(BLOCK_NUMBERS, 2 * Math.max(...sizesOfG) * generating),
    flops: factors + f.flops + g.flops + 2 * parameters * generating * (images + (sendsBack ? rows : 0)),
  };
}

/** Inner products of the gradients of all pairs of points, and their factors, which conditioned weights need. */
export function conditionedNumbers({ left, right }: Pick<PointSizes, 'left' | 'right'>, needed: boolean): number {
  return needed ? 12 * (left + right) ** 2 : 0;
}

/** Passes forth at so many inputs and back at so many points, and the inner products of what they leave. */
function hidden(sizes: readonly number[], inputs: number, points: number, entries: number): NetworkCost {
  const weights = parameterCount(sizes, false);
  const signals = sizes.reduce((sum, size) => sum + size, 0);
  return {
    drawnNumbers: weights,
    heldNumbers: 2 * weights + 4 * signals * (inputs + points) + 6 * entries,
    flops: 2 * weights * (inputs + points) + 4 * signals * entries,
  };
}
