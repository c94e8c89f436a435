import type { NetworkMeans } from '../empirical/network-means.ts';
import type { DistinctRows } from '../kernels/distinct-rows.ts';
import { type Matrix, matrix, takeRows } from '../nd-array.ts';
import { RandomStream } from '../random/stream.ts';
import { disposing } from './disposing.ts';
import type { Examples } from './examples.ts';
import { HeldExamples, HeldPoints } from './held-examples.ts';
import { Model } from './model.ts';
import type { TrainableNetwork } from './networks/network.ts';
import type { TrainingProblem } from './problem.ts';
import { startOf } from './start.ts';

/** Points whose kernel stands for that of all. */
const MOST_POINTS = 256;
const ITERATIONS = 20;
/** Of parameters, for the derivative in a direction: float32 keeps four digits of it. */
const STEP = 0.01;

/**
 * The learning rate below which gradient descent on the squared error follows the tangent kernel K of the network as it starts:
 * 2(1 + μ)/λ_max(K/N) for momentum μ and N labels (the loss is their mean). λ_max by power iteration; steps on single
 * batches, whose kernels may be larger, can need smaller rates.
 *
 * @returns undefined where there is no such bound: with another loss or optimizer, or where it cannot be computed in float32
 */
export async function largestStableRate(
  problem: TrainingProblem,
  network: TrainableNetwork,
  means: NetworkMeans,
): Promise<number | undefined> {
  const { loss, optimizer } = problem;
  if (loss.kind !== 'squared_error' || optimizer.kind !== 'sgd') return undefined;
  const largest = await largestEigenvalue(someOf(problem.train), network, await startOf(problem, network, means), means);
  const rate = (2 * (1 + optimizer.momentum)) / largest;
  return Number.isFinite(rate) && rate > 0 ? rate : undefined;
}

/** Of JJᵀ/N at these parameters: J·Jᵀv from the gradient of ½‖h − (h − v)‖²/N and a difference in its direction. */
async function largestEigenvalue(
  examples: Examples,
  network: TrainableNetwork,
  parameters: readonly Float32Array[],
  { tensors: tf }: NetworkMeans,
): Promise<number> {
  const { shape } = examples.targets;
  const points = Int32Array.from({ length: examples.count }, (_, index) => index);
  return disposing(async (kept) => {
    const held = kept(new HeldPoints(tf, examples));
    const model = kept(new Model(tf, network, parameters));
    const outputsAt = (values: readonly Float32Array[]): Promise<Float64Array> =>
      disposing((own) => own(new Model(tf, network, values)).outputs(held));
    const gradientOf = (targets: Matrix): Promise<Float32Array[]> =>
      disposing(async (own) => {
        const wanted = own(new HeldExamples(tf, { ...examples, targets }));
        return (await model.gradient(wanted, points, { kind: 'squared_error' })).gradients;
      });
    const outputs = await model.outputs(held);
    const random = new RandomStream(0, 0);
    let direction = unit(outputs.map((_, index) => random.normal(index)));
    let largest = 0;
    for (let iteration = 0; iteration < ITERATIONS; iteration++) {
      const targets = matrix(
        ...shape,
        outputs.map((value, index) => value - direction[index]!),
      );
      const gradients = await gradientOf(targets);
      const size = norm(gradients);
      if (!(size > 0) || !Number.isFinite(size)) return Number.NaN;
      const moved = (times: number) =>
        parameters.map((values, index) => values.map((value, k) => value + (times * gradients[index]![k]!) / size));
      const [above, below] = [await outputsAt(moved(STEP)), await outputsAt(moved(-STEP))];
      const change = above.map((value, index) => ((value - below[index]!) / (2 * STEP)) * size);
      largest = norm([change]);
      direction = unit(change);
    }
    return largest;
  });
}

/** Some of many examples, evenly spread, with the images and coordinates that they have. */
function someOf(examples: Examples): Examples {
  const count = Math.min(examples.count, MOST_POINTS);
  const places = Int32Array.from({ length: count }, (_, index) => Math.floor((index * examples.count) / count));
  const images = usedRows(examples.images, takenAt(examples.imageOf, places));
  const coordinates = examples.coordinates && usedRows(examples.coordinates, takenAt(examples.coordinateOf, places));
  return {
    count,
    images: images.rows,
    coordinates: coordinates?.rows ?? null,
    imageOf: images.indexOf,
    coordinateOf: coordinates ? coordinates.indexOf : new Int32Array(count),
    targets: takeRows(examples.targets, places),
  };
}

function takenAt(values: Int32Array, places: Int32Array): Int32Array {
  return places.map((place) => values[place]!);
}

/** The rows that are among `indices`, once each, and where each index went. */
function usedRows(source: Matrix, indices: Int32Array): DistinctRows {
  const used = [...new Set(indices)];
  const places = new Map(used.map((row, place) => [row, place]));
  return { rows: takeRows(source, used), indexOf: indices.map((row) => places.get(row)!) };
}

function norm(parts: readonly ArrayLike<number>[]): number {
  let sum = 0;
  for (const part of parts) for (let k = 0; k < part.length; k++) sum += part[k]! ** 2;
  return Math.sqrt(sum);
}

function unit(values: Float64Array): Float64Array {
  const size = norm([values]);
  return values.map((value) => value / size);
}
