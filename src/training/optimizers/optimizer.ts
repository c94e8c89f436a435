import type { Tensor } from '@tensorflow/tfjs-core';
import type { Tensors } from '../../empirical/backends/tensor-backend.ts';
import { adadelta } from './adadelta.ts';
import { adam } from './adam.ts';
import { sgd } from './sgd.ts';

export type OptimizerSpec =
  | { kind: 'sgd'; learningRate: number; momentum: number }
  | { kind: 'adam'; learningRate: number; beta1: number; beta2: number; epsilon: number }
  | { kind: 'adadelta'; learningRate: number; rho: number; epsilon: number };

/** A parameter, and what an optimizer remembers of it: as many tensors of its shape as it has slots. */
export type Moving = {
  parameter: Tensor;
  slots: Tensor[];
};

/** How parameters follow their gradients. */
export interface Optimizer {
  readonly slots: number;
  /** What gradients are multiplied with before they reach {@link move}: the whole network's way back costs less than a product of its own. */
  readonly rate: number;
  /** Tensors of a parameter's shape that a step makes on its way. */
  readonly temporaries: number;
  /**
   * One step; slots are 0 before the first. To be called within `tidy`.
   *
   * @param gradient times {@link rate}
   * @param step from 1
   */
  move(tf: Tensors, moving: Moving, gradient: Tensor, step: number): Moving;
}

export function optimizerOf(spec: OptimizerSpec): Optimizer {
  switch (spec.kind) {
    case 'sgd':
      return sgd(spec);
    case 'adam':
      return adam(spec);
    case 'adadelta':
      return adadelta(spec);
  }
}
