import type { Tensor } from '@tensorflow/tfjs-core';
import type { ActivationSpec } from '../../kernels/activations/activation.ts';
import { activationFormula } from '../../kernels/activations/formula.ts';
import { createActivation } from '../../kernels/activations/index.ts';
import type { Tensors } from '../backends/tensor-backend.ts';
import { tensorDuals } from './tensor-duals.ts';

/** γσ(y) and γσ′(y) of every element; at a kink σ′ is the mean of its one-sided limits. */
export type TensorActivation = (y: Tensor) => { value: Tensor; slope: Tensor };

/**
 * An activation in operations on tensors.
 *
 * @param path where the spec stands in the request, for errors
 * @throws HypertangentError `invalid_value`
 */
export function tensorActivation(tf: Tensors, spec: ActivationSpec, path: string): TensorActivation {
  const { gain } = createActivation(spec, path);
  const plain = activationFormula(spec, tensorDuals(tf), path);
  return (y) =>
    tf.tidy(() => {
      const { value, slope } = plain(y);
      // A formula without x has one value for all elements.
      const spread = (part: Tensor) => (part.rank === y.rank ? part : tf.add(tf.zerosLike(y), part));
      const scaled = (part: Tensor) => (gain === 1 ? tf.clone(part) : tf.mul(part, gain));
      return { value: scaled(spread(value)), slope: scaled(slope ? spread(slope) : tf.zerosLike(y)) };
    });
}
