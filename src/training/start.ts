import type { Tensors } from '../empirical/backends/tensor-backend.ts';
import type { NormalSource } from '../random/normals.ts';
import { initialValues } from './initial-values.ts';
import type { TrainableNetwork } from './networks/network.ts';
import type { TrainingProblem } from './problem.ts';

/** What networks are trained with. */
export interface TrainingMeans {
  tensors: Tensors;
  normals: NormalSource;
}

/** The parameters that training starts with. */
export async function startOf(
  { start, parameterization, seed }: Pick<TrainingProblem, 'start' | 'parameterization' | 'seed'>,
  { parameters }: TrainableNetwork,
  { normals }: TrainingMeans,
): Promise<Float32Array[]> {
  if (start) return [...start];
  const found: Float32Array[] = [];
  for (const parameter of parameters) found.push(await initialValues(parameter, parameterization, seed, normals));
  return found;
}
