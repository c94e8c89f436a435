import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { missingBackend, openTensorBackend } from '../../src/empirical/backends/open.ts';
import type { NetworkMeans } from '../../src/empirical/network-means.ts';
import { weightStream } from '../../src/empirical/networks/weights.ts';
import { type SampleRequest, sampleKernels } from '../../src/empirical/sample-kernels.ts';
import type { Mlp } from '../../src/kernels/architecture.ts';
import type { Matrix } from '../../src/nd-array.ts';
import type { NormalSource } from '../../src/random/normals.ts';
import { uniform } from './data.ts';
import type { Engines } from './engines.ts';
import { type Side, timed } from './measure.ts';
import type { Peers } from './peers.ts';

/** Which networks at which points. */
export type NetworkRequest = Pick<SampleRequest, 'architecture' | 'points' | 'generatedWeights'>;

const OUTPUTS = ['ntk'] as const;
const SEED = 1;
/** Of float32, relative to the largest entry. */
const SAME_WEIGHTS_AGREEMENT = 1e-4;

/** What our side computes finite networks with: TensorFlow's library, or WebAssembly where that is not installed. */
export async function networkMeans(engines: Engines): Promise<{ backend: string; means: NetworkMeans }> {
  const missing = missingBackend('tensorflow');
  if (missing !== null) console.error(`On wasm instead of tensorflow: ${missing}`);
  const backend = missing === null ? 'tensorflow' : 'wasm';
  const { tensors } = await openTensorBackend(backend);
  // All engines draw in the same way.
  const { normals } = engines.get(engines.names[0]!);
  return { backend, means: { tensors, normals } };
}

/** Our side: new networks in every call; the mean of their diagonals is the probe. */
export function networkSide(request: NetworkRequest, means: NetworkMeans, networks: number): Side {
  let firstNetwork = 0;
  const work = async () => {
    const diagonals: number[] = [];
    const sampled = { ...request, outputs: OUTPUTS, seed: SEED, samples: networks, firstNetwork };
    await sampleKernels(sampled, means, ({ ntk }) => diagonals.push(meanDiagonal(ntk!)));
    firstNetwork += networks;
    return diagonals;
  };
  return () => timed(work, (diagonals) => [mean(diagonals)]);
}

/** A side for each of the ways in which JAX does the same, by name. */
export function jaxSides<Method extends string>(
  peers: Peers,
  work: 'mlp' | 'hypernetwork',
  methods: Readonly<Record<Method, Record<string, unknown>>>,
): Partial<Record<Method, Side>> {
  const sides = Object.entries<Record<string, unknown>>(methods).flatMap(([method, parameters]) => {
    const side = peers.side('jax_networks', work, { ...parameters, method }).jax_networks;
    return side ? [[method, side] as const] : [];
  });
  return Object.fromEntries(sides) as Partial<Record<Method, Side>>;
}

/**
 * Computes the kernel of our first network on both sides, from the same weights and in all ways of the peer.
 *
 * @param weights the file of {@link writeWeights}
 * @throws Error when the sides do not agree
 */
export async function checkSameWeights(
  request: NetworkRequest,
  means: NetworkMeans,
  peers: Peers,
  work: 'mlp' | 'hypernetwork',
  parameters: Record<string, unknown>,
): Promise<void> {
  const side = peers.side('jax_networks', `${work}_check`, parameters).jax_networks;
  if (!side) return;
  let ours = new Float32Array(0);
  await sampleKernels({ ...request, outputs: OUTPUTS, seed: SEED, samples: 1 }, means, ({ ntk }) => {
    ours = Float32Array.from(ntk!);
  });
  const { probe } = await side();
  const scale = ours.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const worst = probe.reduce((most, value, i) => Math.max(most, Math.abs(value - ours[i % ours.length]!)), 0) / scale;
  if (!(worst <= SAME_WEIGHTS_AGREEMENT) || probe.length === 0 || probe.length % ours.length !== 0)
    throw new Error(`ours and JAX differ by ${worst} for the same ${work}`);
}

/** The weights of our first network, layer after layer, for {@link checkSameWeights}. */
export async function writeWeights(folder: string, name: string, sizes: readonly number[], normals: NormalSource): Promise<string> {
  const path = join(folder, name);
  const layers: Float32Array[] = [];
  for (let layer = 1; layer < sizes.length; layer++) {
    const address = { seed: SEED, network: 0, stream: weightStream(layer) };
    layers.push(await normals.fill(address, 0, new Float32Array(sizes[layer - 1]! * sizes[layer]!)));
  }
  await writeFile(path, Buffer.concat(layers.map(({ buffer }) => new Uint8Array(buffer))));
  return path;
}

/** ReLU without biases, all hidden layers alike. */
export function reluMlp(depth: number, width: number): Mlp {
  return { type: 'mlp', depth, width, activation: { name: 'relu' }, weightStd: 1, biasStd: 0 };
}

/** Numbers of mean 0 and variance 1, so that kernels are neither tiny nor huge. */
export function inputs(rows: number, columns: number, seed: number): Matrix {
  const found = uniform(rows, columns, seed);
  for (let i = 0; i < found.data.length; i++) found.data[i]! *= Math.sqrt(3);
  return found;
}

function meanDiagonal(kernel: Float32Array): number {
  const points = Math.sqrt(kernel.length);
  return mean(Array.from({ length: points }, (_, i) => kernel[i * (points + 1)]!));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
