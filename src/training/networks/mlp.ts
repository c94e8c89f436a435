import type { Tensor2D } from '@tensorflow/tfjs-core';
import type { Mlp } from '../../kernels/architecture.ts';
import type { Parameterization } from '../architecture.ts';
import { asLayers, asList, DenseNetwork } from '../dense-pass.ts';
import { densePlan } from '../dense-plan.ts';
import { denseParameters } from '../parameter.ts';
import { type InputSizes, productFlops, signalsOf, type TrainableNetwork } from './network.ts';

/** @throws HypertangentError `invalid_value` or `shape_mismatch` */
export function trainableMlp(
  mlp: Mlp,
  { image }: InputSizes,
  output: number,
  parameterization: Parameterization,
): TrainableNetwork {
  const plan = densePlan(mlp, { input: image, output }, parameterization, '/architecture');
  return {
    parameters: denseParameters(plan, ''),
    numbers: { point: signalsOf(plan.sizes), image: 0 },
    flops: { point: productFlops(plan.sizes), image: 0 },
    open(tf) {
      const network = new DenseNetwork(tf, plan, '/architecture');
      return (parameters, { images }) => {
        const { outputs, back } = network.forth(images, asLayers(parameters, plan));
        return { outputs: outputs as Tensor2D, back: (arriving) => asList(back(arriving, false).layers) };
      };
    },
  };
}
