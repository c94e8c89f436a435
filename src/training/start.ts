import type { NetworkMeans } from '../empirical/network-means.ts';
import { initialValues } from './initial-values.ts';
import type { TrainableNetwork } from './networks/network.ts';
import type { TrainingProblem } from './problem.ts';

/** The parameters that training starts with. */
export async function startOf(
  { start, parameterization, seed }: Pick<TrainingProblem, 'start' | 'parameterization' | 'seed'>,
  { parameters }: TrainableNetwork,
  { normals }: Pick<NetworkMeans, 'normals'>,
): Promise<Float32Array[]> {
  if (start) return [...start];
  const found: Float32Array[] = [];
  for (const parameter of parameters) found.push(await initialValues(parameter, parameterization, seed, normals));
  return found;
}
