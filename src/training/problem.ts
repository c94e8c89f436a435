import type { Parameterization, TrainedArchitecture } from './architecture.ts';
import type { Examples } from './examples.ts';
import type { LossSpec } from './losses/loss.ts';
import type { OptimizerSpec } from './optimizers/optimizer.ts';

/** How a network is trained, whatever on. */
export interface TrainingSettings {
  architecture: TrainedArchitecture;
  parameterization: Parameterization;
  loss: LossSpec;
  optimizer: OptimizerSpec;
  /** Points of a step. */
  batchSize: number;
  /** 0: the network as it starts. */
  steps: number;
  /** Of the weights, and of the order of the points. */
  seed: number;
  /** Steps between two points of the learning curve; there is one at the beginning and one at the end in any case. */
  recordEvery: number;
}

export interface TrainingProblem extends TrainingSettings {
  train: Examples;
  test?: Examples;
  /** Parameters to begin with, in place of those of the seed. */
  start?: readonly Float32Array[];
}
