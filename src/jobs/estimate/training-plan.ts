import type { TrainingSummary } from '../../store/training-store.ts';
import { MOST_BLOCK_NUMBERS } from '../../training/blocks.ts';
import { networkOf, sizesOf } from '../../training/check.ts';
import { checkTargetShape } from '../../training/examples.ts';
import type { TrainableNetwork } from '../../training/networks/network.ts';
import { optimizerOf } from '../../training/optimizers/optimizer.ts';
import type { PointsInput } from '../programs/program.ts';
import type { TrainingInput, TrainingPredictionInput } from '../programs/training-types.ts';
import { LIBRARY_NUMBERS } from './empirical-plan.ts';
import { NOTHING, type Plan } from './plan.ts';
import { pointsShape } from './shapes.ts';
import { columns, pointCount, rows } from './workload.ts';

/** A pass back takes two products for each of a pass forth. */
const FORTH_AND_BACK = 3;
/** Some hundred operations of the library, each of them with some microseconds before anything is computed. */
const STEP_SECONDS = 1.5e-3;

export function trainingPlan(input: TrainingInput): Plan {
  const { architecture, parameterization, loss, optimizer, batchSize, steps, recordEvery, train, test } = input;
  const outputs = checkTargetShape(train.y.shape, loss, pointCount(train), '/train/y');
  const network = networkOf({ architecture, parameterization, sizes: sizesOf(pointsShape(train, '/train'), outputs) });
  const numbers = parameterNumbers(network);
  const { slots, temporaries } = optimizerOf(optimizer);
  // Before and after a step, gradients, and what is made on the way; a checkpoint of all in float64.
  const copies = Math.max((2 * (1 + slots) + 2 + temporaries) / 2, 2 * (1 + slots));
  const records = 2 + steps / recordEvery;
  const batch = Math.min(batchSize, pointCount(train));
  const stepFlops = FORTH_AND_BACK * passFlops(network, batch, Math.min(batch, rows(train.x)));
  const scored = [train, ...(test ? [test] : [])];
  const recordFlops = scored.reduce((sum, points) => sum + passFlops(network, pointCount(points), rows(points.x)), 0);
  const seen = scored.reduce((sum, points) => sum + seenNumbers(points, network, outputs), 0);
  return {
    ...NOTHING,
    inputNumbers: scored.reduce((sum, { y, ...points }) => sum + pointNumbers(points) + rows(y) * columns(y), 0),
    outputNumbers: numbers,
    heldNumbers: LIBRARY_NUMBERS + Math.max(...scored.map((points) => blockNumbers(points, network))) + seen + copies * numbers,
    tensorFlops: steps * stepFlops + records * recordFlops,
    callSeconds: (steps + records) * STEP_SECONDS,
    drawnNumbers: numbers,
  };
}

export function trainedPredictionPlan({ test }: TrainingPredictionInput, model: TrainingSummary): Plan {
  const network = networkOf(model);
  const points = pointCount(test);
  const { outputs } = model.sizes;
  return {
    ...NOTHING,
    inputNumbers: pointNumbers(test) + model.parameters,
    outputNumbers: 2 * points * outputs,
    heldNumbers: LIBRARY_NUMBERS + blockNumbers(test, network) + seenNumbers(test, network, outputs) + model.parameters,
    tensorFlops: passFlops(network, points, rows(test.x)),
    callSeconds: STEP_SECONDS,
  };
}

function parameterNumbers({ parameters }: TrainableNetwork): number {
  return parameters.reduce((sum, { shape: [height, width] }) => sum + height * width, 0);
}

function passFlops({ flops }: TrainableNetwork, points: number, images: number): number {
  return flops.point * points + flops.image * images;
}

/**
 * Of the largest block of some points, which all are scored or predicted at: of float32, some for a pass forth and some for a
 * pass back, counted in float64. Images whose points differ in number have up to twice as many rows and slots.
 */
function blockNumbers(points: PointsInput, { numbers: { point, image } }: TrainableNetwork): number {
  const all = 3 * (point * pointCount(points) + image * Math.min(rows(points.x), pointCount(points)));
  const padding = points.z ? 2 : 1;
  return (padding * Math.max(3 * (point + image), Math.min(MOST_BLOCK_NUMBERS, all))) / 2;
}

/** Points by their images and coordinates, with targets, in float64 and as tensors. */
function seenNumbers(points: PointsInput, { numbers }: TrainableNetwork, outputs: number): number {
  return 1.5 * (pointNumbers(points) + pointCount(points) * (outputs + 1)) + (points.z ? rows(points.z) * numbers.point : 0);
}

function pointNumbers({ x, z }: PointsInput): number {
  return rows(x) * columns(x) + (z ? rows(z) * columns(z) : 0);
}
