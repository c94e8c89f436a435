import type { Tensor } from '@tensorflow/tfjs-core';
import type { ActivationSpec } from '../../kernels/activations/activation.ts';
import { activationFormula } from '../../kernels/activations/formula.ts';
import { createActivation } from '../../kernels/activations/index.ts';
import type { Tensors } from '../backends/tensor-backend.ts';
import { type Series, seriesArithmetic } from './series.ts';
import { tensorJets } from './tensor-jets.ts';

/** factor·γσ(y(t)) of every element. Tensors made on the way are left to the caller's scope. */
export type SeriesActivation = (y: Series, factor: number) => Series;

/**
 * An activation in operations on power series of tensors.
 *
 * @param path where the spec stands in the request, for errors
 * @throws HypertangentError `invalid_value`
 */
export function seriesActivation(tf: Tensors, spec: ActivationSpec, order: number, path: string): SeriesActivation {
  const { gain } = createActivation(spec, path);
  const plain = activationFormula(spec, tensorJets(tf, order), path);
  const { scale } = seriesArithmetic(tf);
  return (y, factor) => {
    const [value, ...rest] = plain(y);
    // A formula without x has one value for all elements.
    const spread: Tensor = value!.rank === y[0]!.rank ? value! : tf.add(tf.zerosLike(y[0]!), value!);
    return scale([spread, ...rest], factor * gain);
  };
}
