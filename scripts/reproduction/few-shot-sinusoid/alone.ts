import { Matrix } from 'ml-matrix';
import type { Client, Schema } from '../../../src/client/index.ts';
import type { Spread } from '../trained/statistics.ts';
import { errorOf } from './errors.ts';
import { gaussianPosterior, posteriorOf } from './posterior.ts';
import type { Task } from './tasks.ts';

/** Kernel regression of one task from its examples alone. */
export interface Alone {
  name: string;
  /** Predictions [tasks, inputs]. */
  predict(client: Client, tasks: readonly Task[], inputs: Float64Array): Promise<Float64Array>;
}

/** Tasks whose kernels are asked for at a time. */
const BLOCK = 50;

function gaussian(lengthScale: number): Alone {
  return {
    name: `Gaussian kernel of length scale ${lengthScale}`,
    predict: async (_client, tasks, inputs) => {
      const means = tasks.map(({ z, y }) => gaussianPosterior(z, y, inputs, lengthScale).mean);
      return Float64Array.from(means.flatMap((mean) => [...mean]));
    },
  };
}

function nngp(depth: number, name: 'relu' | 'erf', weightStd: number): Alone {
  const architecture = { type: 'mlp', depth, activation: { name }, weight_std: weightStd, bias_std: 1 } as const;
  return {
    name: `NNGP of ${name}, depth ${depth}, weight_std ${weightStd}`,
    async predict(client, tasks, inputs) {
      const predictions = new Float64Array(tasks.length * inputs.length);
      for (let first = 0; first < tasks.length; first += BLOCK) {
        const block = tasks.slice(first, first + BLOCK);
        const kernel = await kernelOf(client, architecture, [...block.flatMap(({ z }) => [...z]), ...inputs]);
        const shots = block[0]!.z.length;
        const last = block.length * shots;
        block.forEach(({ y }, index) => {
          const at = index * shots;
          const gram = kernel.subMatrix(at, at + shots - 1, at, at + shots - 1);
          const cross = kernel.subMatrix(last, kernel.rows - 1, at, at + shots - 1);
          const prior = kernel.diagonal().slice(last);
          predictions.set(posteriorOf(gram, cross, prior, y).mean, (first + index) * inputs.length);
        });
      }
      return predictions;
    },
  };
}

async function kernelOf(client: Client, architecture: Schema<'Mlp'>, z: readonly number[]): Promise<Matrix> {
  const x = { shape: [z.length, 1], data: Float64Array.from(z) };
  const { nngp } = await client.kernels({ architecture, points: { x }, outputs: ['nngp'] });
  return Matrix.from1DArray(z.length, z.length, Array.from(nngp!.data));
}

/** Among which the best is taken. */
export const GAUSSIAN = [1, 1.5, 2, 2.5, 3].map(gaussian);
export const NNGPS = [
  nngp(3, 'relu', 1.4),
  nngp(5, 'relu', 1.4),
  nngp(2, 'erf', 1),
  nngp(2, 'erf', 2),
  nngp(3, 'erf', 1),
  nngp(3, 'erf', 2),
];

/** The one with the least error on these tasks. */
export async function bestAlone(
  client: Client,
  candidates: readonly Alone[],
  tasks: readonly Task[],
  inputs: Float64Array,
): Promise<Alone> {
  const errors: number[] = [];
  for (const candidate of candidates) errors.push((await aloneError(client, candidate, tasks, inputs)).mean);
  return candidates[errors.indexOf(Math.min(...errors))]!;
}

export async function aloneError(client: Client, alone: Alone, tasks: readonly Task[], inputs: Float64Array): Promise<Spread> {
  return errorOf(tasks, inputs, await alone.predict(client, tasks, inputs));
}
