import type { Tensor } from '@tensorflow/tfjs-core';
import type { ActivationSpec } from '../../kernels/activations/activation.ts';
import { readExpression } from '../../kernels/activations/expression.ts';
import { createActivation } from '../../kernels/activations/index.ts';
import type { Tensors } from '../backends/tensor-backend.ts';
import { half, type TensorDual, type TensorFunction, tensorDuals } from './tensor-duals.ts';

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
  const plain = formulaOf(tf, spec, path);
  return (y) =>
    tf.tidy(() => {
      const { value, slope } = plain(y);
      // A formula without x has one value for all elements.
      const spread = (part: Tensor) => (part.rank === y.rank ? part : tf.add(tf.zerosLike(y), part));
      const scaled = (part: Tensor) => (gain === 1 ? tf.clone(part) : tf.mul(part, gain));
      return { value: scaled(spread(value)), slope: scaled(slope ? spread(slope) : tf.zerosLike(y)) };
    });
}

function formulaOf(tf: Tensors, spec: ActivationSpec, path: string): (y: Tensor) => TensorDual {
  const duals = tensorDuals(tf);
  const named = (name: string): TensorFunction => duals.functions.get(name)!.build([duals.variable()]);
  switch (spec.name) {
    case 'identity':
      return duals.variable();
    case 'relu':
      return (y) => ({ value: tf.relu(y), slope: half(tf, tf.sign(y)) });
    case 'leaky_relu': {
      const { negativeSlope = 0.01 } = spec;
      return (y) => {
        const slope = tf.add((1 + negativeSlope) / 2, tf.mul((1 - negativeSlope) / 2, tf.sign(y)));
        return { value: tf.mul(slope, y), slope };
      };
    }
    case 'gelu':
      return (y) => {
        const density = tf.mul(1 / Math.sqrt(2 * Math.PI), tf.exp(tf.mul(-0.5, tf.square(y))));
        const distribution = half(tf, tf.erf(tf.mul(Math.SQRT1_2, y)));
        return { value: tf.mul(y, distribution), slope: tf.add(distribution, tf.mul(y, density)) };
      };
    case 'rbf': {
      const frequency = Math.sqrt(2 * (spec.gamma ?? 1));
      return (y) => {
        const angle = tf.add(tf.mul(frequency, y), Math.PI / 4);
        return { value: tf.mul(Math.SQRT2, tf.sin(angle)), slope: tf.mul(Math.SQRT2 * frequency, tf.cos(angle)) };
      };
    }
    case 'custom':
      return readExpression(spec.expression!, duals, `${path}/expression`);
    default:
      return named(spec.name);
  }
}
