import type { Schema } from '../../../src/client/index.ts';
import type { TrainingRequest } from '../trained/condition.ts';

/** What the paper compares: h(x, z) = g(z; f(x)), and q([z; e(x)]). */
export const NETWORKS = ['hypernetwork', 'embedding'] as const;
export type NetworkName = (typeof NETWORKS)[number];

/**
 * How weights start, where n go into a unit. `he`: U(±√(6/n)), no biases. `uniform`: U(±1/√n), biases too, which is what PyTorch
 * does unless told otherwise. A row of f's output layer is smaller by as much as the weight that it generates would be.
 */
export const STARTS = ['he', 'uniform'] as const;
export type Start = (typeof STARTS)[number];

/** Of He's variance, 2/n. */
const GAIN = Math.SQRT2;

const ACTIVATIONS = {
  relu: { name: 'relu', gain: GAIN },
  elu: { name: 'custom', expression: 'max(x, 0) + exp(min(x, 0)) - 1', breakpoints: [0], gain: GAIN },
} satisfies Readonly<Record<string, Schema<'Activation'>>>;

/** Of both networks: f and e are alike, and so are g and q. */
export interface NetworkShape {
  activation: keyof typeof ACTIVATIONS;
  start: Start;
  /** Weight matrices of f and e. */
  depth: number;
  /** Units of the hidden layers of f and e. */
  width: number | number[];
  /** Units of the hidden layer of g and q, which have two weight matrices. */
  primaryWidth: number;
  /** Numbers that e gives. */
  embeddingSize: number;
}

/** Fields of a request that say what is trained. */
export function networkOf(name: NetworkName, shape: NetworkShape): Pick<TrainingRequest, 'architecture' | 'parameterization'> {
  const inner = mlpOf(shape, shape.depth, shape.width);
  const primary = mlpOf(shape, 2, shape.primaryWidth);
  const architecture =
    name === 'hypernetwork'
      ? { type: 'hypernetwork' as const, hyper: inner, primary }
      : { type: 'embedding' as const, embedding: inner, embedding_size: shape.embeddingSize, primary };
  return { architecture, parameterization: 'standard' };
}

/** SGD with a rate for the mean squared error: the service has half of it, whose gradient is half as large. */
export function sgdOfMse(rate: number, momentum?: number): TrainingRequest['optimizer'] {
  return { kind: 'sgd', learning_rate: 2 * rate, ...(momentum !== undefined && { momentum }) };
}

/** Numbers of g, which f generates. */
export function primarySize({ start, primaryWidth }: NetworkShape, inputs: number, outputs: number): number {
  const weights = primaryWidth * (inputs + outputs);
  return start === 'he' ? weights : weights + primaryWidth + outputs;
}

/** @param depth weight matrices. @param width of hidden layers */
export function mlpOf(
  { activation: name, start }: Pick<NetworkShape, 'activation' | 'start'>,
  depth: number,
  width: number | number[],
) {
  const activation = ACTIVATIONS[name];
  const own = { type: 'mlp' as const, depth, activation, width };
  if (start === 'he') return own;
  const units = typeof width === 'number' ? width : Math.max(...width);
  return { ...own, weight_std: 1 / (Math.sqrt(3) * GAIN), bias_std: 1 / Math.sqrt(3 * units) };
}
