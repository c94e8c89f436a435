import type { Parameterization, TrainedArchitecture } from '../architecture.ts';
import { trainableEmbedding } from './embedding.ts';
import { trainableHypernetwork } from './hypernetwork.ts';
import { trainableMlp } from './mlp.ts';
import type { InputSizes, TrainableNetwork } from './network.ts';

/** @throws HypertangentError `invalid_value` or `shape_mismatch`, naming the part of `/architecture` */
export function trainableNetwork(
  architecture: TrainedArchitecture,
  sizes: InputSizes,
  output: number,
  parameterization: Parameterization,
): TrainableNetwork {
  switch (architecture.type) {
    case 'mlp':
      return trainableMlp(architecture, sizes, output, parameterization);
    case 'hypernetwork':
      return trainableHypernetwork(architecture, sizes, output, parameterization);
    case 'embedding':
      return trainableEmbedding(architecture, sizes, output, parameterization);
  }
}
