import type { Control } from '../control.ts';
import type { NetworkMeans } from './network-means.ts';
import { WeightMemory } from './networks/weight-memory.ts';
import { Weights } from './networks/weights.ts';

/** Networks `firstNetwork` … `firstNetwork + samples − 1` of a seed; each is the same in every batch. */
export interface DrawnNetworks {
  seed: number;
  samples: number;
  firstNetwork?: number;
}

/** Numbers of weights and signals that networks of one batch have together, and most networks of one. */
export const BATCH_NUMBERS = 2 ** 22;
const MOST_NETWORKS = 256;

/**
 * Draws networks and works on them, batch by batch. Tensors that are made for a batch are gone after it.
 *
 * @param numbers weights and signals of one network, roughly
 * @param work gets the weights of a batch and its first network
 */
export async function inBatches(
  { seed, samples, firstNetwork = 0 }: DrawnNetworks,
  numbers: number,
  { tensors, normals }: NetworkMeans,
  control: Control,
  work: (drawn: Weights, first: number) => Promise<void>,
): Promise<void> {
  const most = Math.max(1, Math.min(MOST_NETWORKS, Math.floor(BATCH_NUMBERS / numbers)));
  const memory = new WeightMemory(normals);
  for (let start = 0; start < samples; start += most) {
    await control.checkpoint(start / samples);
    const first = firstNetwork + start;
    const drawn = new Weights(tensors, normals, memory, { seed, first, count: Math.min(most, samples - start) });
    await inScope(tensors, () => work(drawn, first));
    memory.giveBackAll();
  }
}

/** Runs `work` and disposes of all tensors that it made. */
export async function inScope(tensors: NetworkMeans['tensors'], work: () => Promise<void>): Promise<void> {
  tensors.engine().startScope();
  try {
    await work();
  } finally {
    tensors.engine().endScope();
  }
}
