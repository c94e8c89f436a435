import { HypertangentError } from '../../errors.ts';
import { pointCount } from '../../jobs/estimate/workload.ts';
import { atField } from '../../jobs/programs/load-array.ts';
import type { ExamplesInput, TrainingInput, TrainingPredictionInput } from '../../jobs/programs/training-types.ts';
import type { ArrayStore } from '../../store/array-store.ts';
import type { ArrayValue } from '../../store/array-value.ts';
import type { StoredTraining, TrainingStore, TrainingSummary } from '../../store/training-store.ts';
import type { TrainedArchitecture } from '../../training/architecture.ts';
import type { CurvePoint } from '../../training/curve.ts';
import type { LossSpec } from '../../training/losses/loss.ts';
import type { OptimizerSpec } from '../../training/optimizers/optimizer.ts';
import type { Schema } from '../contract/types.ts';
import { architecture, architectureBody, coordinateFeatures, featuresBody, mlp, mlpBody } from './architecture.ts';
import { arrayInput, pointsInput } from './arrays.ts';

/** Points of a learning curve, unless its request says how often it is to have one. */
const MOST_POINTS = 1000;
const PARTS_OF_STEPS = 100;

/** @throws HypertangentError `invalid_value` without epochs or steps, or with both; what arrays and `start_from` are refused with */
export async function trainingInput(
  body: Schema<'TrainingRequest'>,
  arrays: ArrayStore,
  trainings: TrainingStore,
): Promise<TrainingInput> {
  const train = await examplesInput(body.train, '/train', arrays);
  const points = pointCount(train);
  const batchSize = Math.min(body.batch_size ?? points, Math.max(1, points));
  const { steps, recordEvery } = duration(body, points, batchSize);
  return {
    architecture: trainedArchitecture(body.architecture),
    parameterization: body.parameterization ?? 'ntk',
    train,
    ...(body.test && { test: await examplesInput(body.test, '/test', arrays) }),
    loss: body.loss ?? { kind: 'squared_error' },
    optimizer: optimizer(body.optimizer),
    batchSize,
    steps,
    seed: body.seed ?? 0,
    recordEvery: body.record_every ?? recordEvery,
    ...(body.start_from !== undefined && { startFrom: await startInput(body.start_from, trainings) }),
    backend: body.backend ?? 'auto',
  };
}

function duration({ epochs, steps }: Schema<'TrainingRequest'>, points: number, batchSize: number) {
  if (epochs !== undefined && steps === undefined) {
    const perEpoch = Math.ceil(Math.max(1, points) / batchSize);
    return { steps: epochs * perEpoch, recordEvery: perEpoch * Math.ceil(epochs / MOST_POINTS) };
  }
  if (steps !== undefined && epochs === undefined) return { steps, recordEvery: Math.max(1, Math.ceil(steps / PARTS_OF_STEPS)) };
  const expected = 'epochs or steps, and not both';
  const received = steps === undefined ? 'neither' : 'both';
  throw new HypertangentError('invalid_value', `a training must have ${expected}; got ${received}`, {
    path: '/steps',
    expected,
    received,
  });
}

async function examplesInput({ y, ...points }: Schema<'Examples'>, path: string, arrays: ArrayStore): Promise<ExamplesInput> {
  return { ...(await pointsInput(points, path, arrays)), y: await arrayInput(y, `${path}/y`, arrays) };
}

async function startInput(id: string, trainings: TrainingStore): Promise<NonNullable<TrainingInput['startFrom']>> {
  const { architecture: kind, parameterization, sizes } = await atField('/start_from', () => trainings.summary(id));
  return { trainingId: id, architecture: kind, parameterization, sizes };
}

function trainedArchitecture(source: Schema<'TrainedArchitecture'>): TrainedArchitecture {
  if (source.type !== 'embedding') return architecture(source);
  return {
    type: 'embedding',
    embedding: mlp(source.embedding),
    embeddingSize: source.embedding_size,
    primary: mlp(source.primary),
    coordinateFeatures: coordinateFeatures(source.coordinate_features),
  };
}

function optimizer(source: Schema<'Optimizer'>): OptimizerSpec {
  switch (source.kind) {
    case 'sgd':
      return { kind: 'sgd', learningRate: source.learning_rate, momentum: source.momentum ?? 0 };
    case 'adam': {
      const { kind, learning_rate: learningRate = 0.001, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 } = source;
      return { kind, learningRate, beta1, beta2, epsilon };
    }
    case 'adadelta': {
      const { kind, learning_rate: learningRate = 1, rho = 0.9, epsilon = 1e-6 } = source;
      return { kind, learningRate, rho, epsilon };
    }
  }
}

export async function trainingPredictionInput(
  trainingId: string,
  { test, backend = 'auto' }: Schema<'TrainingPredictionRequest'>,
  arrays: ArrayStore,
): Promise<TrainingPredictionInput> {
  return { trainingId, test: await pointsInput(test, '/test', arrays), backend };
}

export function trainingBody(summary: TrainingSummary): Schema<'Training'> {
  const curve = curveBody(summary.curve);
  const { image: x, coordinate: z, outputs } = summary.sizes;
  return {
    id: summary.id,
    created_at: new Date(summary.createdAt).toISOString(),
    ...(summary.owner !== undefined && { owner: summary.owner }),
    architecture: trainedArchitectureBody(summary.architecture),
    parameterization: summary.parameterization,
    loss: summary.loss satisfies LossSpec,
    optimizer: optimizerBody(summary.optimizer),
    batch_size: summary.batchSize,
    steps: summary.steps,
    points: summary.points,
    inputs: { x, ...(z > 0 && { z }) },
    outputs,
    parameters: summary.parameters,
    final: curve.at(-1)!,
    curve,
    provenance: summary.provenance,
  };
}

export function curveBody(curve: readonly CurvePoint[]): Schema<'LearningCurve'> {
  return curve.map(({ step, train, test }) => ({
    step,
    train_loss: train.loss,
    ...(train.accuracy !== undefined && { train_accuracy: train.accuracy }),
    ...(test && { test_loss: test.loss }),
    ...(test?.accuracy !== undefined && { test_accuracy: test.accuracy }),
  }));
}

function trainedArchitectureBody(source: TrainedArchitecture): Schema<'TrainedArchitecture'> {
  if (source.type !== 'embedding') return architectureBody(source);
  return {
    type: 'embedding',
    embedding: mlpBody(source.embedding),
    embedding_size: source.embeddingSize,
    primary: mlpBody(source.primary),
    coordinate_features: featuresBody(source.coordinateFeatures),
  };
}

function optimizerBody({ learningRate, ...rest }: OptimizerSpec): Schema<'Optimizer'> {
  return { ...rest, learning_rate: learningRate };
}

/** What an export says about a trained network: its JSON. */
export function trainedModelBody({ summary: { owner: _, ...summary }, parameters }: StoredTraining): Schema<'TrainedModel'> {
  return {
    format: 1,
    training: trainingBody(summary),
    arrays: Object.fromEntries(parameters.map(({ name, values }) => [name, [...values.shape]])),
  };
}

/** The arrays of a trained network by the names they have in an export. */
export function trainedArrays({ parameters }: StoredTraining): { name: string; array: ArrayValue }[] {
  return parameters.map(({ name, values }) => ({ name, array: values }));
}
