import type { Mlp } from '../../kernels/architecture.ts';
import { hyperTableKeys } from '../../kernels/hyper-factor.ts';
import { MOST_HYPER_NUMBERS } from '../../kernels/hypernetwork-tables.ts';
import { type KernelPlan, matrixCount } from './kernel-plan.ts';
import type { Plan } from './plan.ts';
import { type Rates, typicalTensorFlops } from './rates.ts';

/** Problems with fewer pairs are left to one thread. */
const THREADED_PAIRS = 20_000;
/** What a thread adds where others compute too. */
const THREAD_SHARE = 0.8;
/** Times that a number of the result is moved: made, written on both sides of the diagonal, sent or written to a file. */
const MOVES = 4;
/** Loading, sending and answering. */
const OVERHEAD_SECONDS = 0.004;

export interface Seconds {
  kernelSeconds: number;
  solveSeconds: number;
}

/** Of the speed of one large product what a network reaches: its products are narrower, with activations between them. */
const TENSOR_SHARE = 0.6;

/**
 * Roughly how long a computation takes.
 *
 * @param tensorFlops operations a second of float32 products in the backend that it uses
 */
export function secondsOf(plan: Plan, rates: Rates, threads: number, tensorFlops = typicalTensorFlops('auto', rates)): Seconds {
  const moved = (8 * MOVES * (plan.inputNumbers + plan.outputNumbers)) / rates.bytesPerSecond;
  const kernels = plan.kernels.reduce((sum, kernel) => sum + (kernel.times ?? 1) * kernelSeconds(kernel, rates, threads), 0);
  return {
    kernelSeconds: OVERHEAD_SECONDS + moved + kernels,
    solveSeconds:
      plan.choleskyFlops / rates.choleskyFlops +
      plan.productFlops / rates.productFlops +
      plan.tensorFlops / (TENSOR_SHARE * tensorFlops) +
      plan.callSeconds +
      plan.drawnNumbers / rates.normalsPerSecond,
  };
}

function kernelSeconds(plan: KernelPlan, rates: Rates, threads: number): number {
  const { architecture, left, right, symmetric } = plan;
  const half = symmetric ? 0.5 : 1;
  const sides = symmetric ? [left] : [left, right];
  const pairs = half * left.points * right.points;
  const speed = pairs < THREADED_PAIRS ? 1 : 1 + THREAD_SHARE * (threads - 1);
  const images = sides.reduce((sum, side) => sum + side.images, 0);
  const imagePairs = half * left.images * right.images;
  const products = (2 * imagePairs * left.width) / rates.productFlops;
  // Spread over the points, or written tile by tile.
  const spread = (16 * pairs * matrixCount(plan)) / rates.bytesPerSecond;
  if (architecture.type === 'mlp') return products + spread + layerSeconds(architecture, imagePairs, images, rates, speed);
  const { hyper, primary } = architecture;
  return (
    products +
    spread +
    layerSeconds(hyper, imagePairs, images, rates, speed) +
    layerSeconds(primary, imagePairs * coordinatePairs(plan), images, rates, speed)
  );
}

/**
 * Of a kernel's time, roughly, what any of its rows take alone, however few: f's kernels between all images where they are tables,
 * and those of series at single points.
 */
export function commonSeconds(
  { architecture, left, right, symmetric, outputs, layers }: KernelPlan,
  rates: Rates,
  threads: number,
): number {
  const images = symmetric ? left.images : left.images + right.images;
  if (architecture.type === 'mlp') return layerSeconds(architecture, 0, images, rates, 1);
  const { hyper, primary } = architecture;
  const pairs = left.images * right.images;
  const tables = pairs * hyperTableKeys(hyper.depth, outputs, layers).length <= MOST_HYPER_NUMBERS;
  const speed = 1 + THREAD_SHARE * (threads - 1);
  const made = tables ? (symmetric ? 0.5 : 1) * pairs : 0;
  return layerSeconds(hyper, made, images, rates, speed) + layerSeconds(primary, 0, images, rates, speed);
}

/** Pairs of coordinates for each pair of images that g's recursion runs for: on grids of Fourier features, those that differ. */
function coordinatePairs({ architecture, left, right }: KernelPlan): number {
  const all = (left.points / Math.max(1, left.images)) * (right.points / Math.max(1, right.images));
  const alike = architecture.type === 'hypernetwork' && architecture.coordinateFeatures.kind === 'fourier_limit';
  const different = Math.max(left.coordinates, right.coordinates);
  return alike && different <= all / 2 ? different : all;
}

function layerSeconds({ depth, activation }: Mlp, pairs: number, points: number, rates: Rates, speed: number): number {
  const layers = depth - 1;
  if (activation.name !== 'tanh' && activation.name !== 'custom') return (layers * pairs * rates.closedFormSeconds) / speed;
  // Single points are done by the runner, and by its threads once more.
  return layers * ((pairs * rates.seriesSeconds) / speed + 2 * points * rates.seriesPointSeconds);
}
