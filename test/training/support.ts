import type { TrainedArchitecture } from '../../src/training/architecture.ts';
import { type Examples, inputSizes, seenPoints, targetsOf } from '../../src/training/examples.ts';
import type { LossSpec } from '../../src/training/losses/loss.ts';
import { trainableNetwork } from '../../src/training/networks/index.ts';
import type { TrainableNetwork } from '../../src/training/networks/network.ts';
import type { TrainingProblem } from '../../src/training/problem.ts';
import { hypernetwork, mlp } from '../reference/cases.ts';
import { ndArray, numbers } from '../support/requests.ts';

const ERF = { name: 'erf' };
const TANH = { name: 'tanh' };

/** One of each kind, with biases somewhere. */
export const NETWORKS: Record<TrainedArchitecture['type'], TrainedArchitecture> = {
  mlp: { ...mlp(3, ERF, { weightStd: [1.2, 1.1, 0.9], biasStd: 0.3 }), width: [7, 5] },
  hypernetwork: hypernetwork(
    { ...mlp(3, ERF, { biasStd: 0.2 }), width: [6, 5] },
    { ...mlp(3, TANH, { biasStd: 0.4 }), width: [4, 3] },
  ),
  embedding: {
    type: 'embedding',
    embedding: { ...mlp(2, TANH, { biasStd: 0.2 }), width: 5 },
    embeddingSize: 3,
    primary: { ...mlp(3, ERF), width: 6 },
    coordinateFeatures: { kind: 'none' },
  },
};

export const LOSSES: Record<string, LossSpec> = {
  squared_error: { kind: 'squared_error' },
  'lp, p = 3': { kind: 'lp', p: 3 },
  'lp, p = 1': { kind: 'lp', p: 1 },
  cross_entropy: { kind: 'cross_entropy', classes: 3 },
};

/** Points of an architecture, some of which share an image, with labels for a loss. */
export function examplesFor(architecture: TrainedArchitecture, loss: LossSpec, count = 7): Examples {
  const rows = numbers(count, 3);
  // Images 0 and 1 come twice.
  const shared = [...rows.slice(0, count - 2), ...rows.slice(0, 2)];
  const points =
    architecture.type === 'mlp'
      ? { x: matrixOf(rows) }
      : { x: matrixOf(shared), z: matrixOf(numbers(count, 2, 1)), pairing: 'rows' as const };
  const labels = loss.kind === 'cross_entropy' ? rows.map((_, index) => index % loss.classes) : numbers(count, 2, 2);
  return { ...seenPoints(architecture, points, '/train'), targets: targetsOf(ndArray(labels), loss, count, '/train/y') };
}

export function networkFor(
  architecture: TrainedArchitecture,
  { targets }: Examples,
  parameterization = 'ntk' as const,
): TrainableNetwork {
  return trainableNetwork(architecture, inputSizes(architecture, 3, 2), targets.shape[1], parameterization);
}

export function problemFor(architecture: TrainedArchitecture, changes: Partial<TrainingProblem> = {}): TrainingProblem {
  const { loss = LOSSES.squared_error! } = changes;
  return {
    architecture,
    parameterization: 'ntk',
    loss,
    optimizer: { kind: 'sgd', learningRate: 0.1, momentum: 0 },
    batchSize: 3,
    steps: 20,
    seed: 5,
    recordEvery: 5,
    train: examplesFor(architecture, loss),
    ...changes,
  };
}

const matrixOf = (rows: number[][]) => ndArray(rows) as Examples['targets'];
