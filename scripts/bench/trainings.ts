import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openTensorBackend } from '../../src/empirical/backends/open.ts';
import type { TensorBackendName } from '../../src/empirical/backends/tensor-backend.ts';
import { layerSizes, parameterCount } from '../../src/empirical/networks/layer-sizes.ts';
import type { Hypernetwork } from '../../src/kernels/architecture.ts';
import { type Matrix, matrix } from '../../src/nd-array.ts';
import { disposing } from '../../src/training/disposing.ts';
import { type Examples, seenPoints, targetsOf } from '../../src/training/examples.ts';
import { HeldExamples } from '../../src/training/held-examples.ts';
import { Model } from '../../src/training/model.ts';
import { trainableNetwork } from '../../src/training/networks/index.ts';
import type { TrainableNetwork } from '../../src/training/networks/network.ts';
import { startOf } from '../../src/training/start.ts';
import type { Bench } from './cases/case.ts';
import { uniform, writeNumbers } from './data.ts';
import { type Side, timed } from './measure.ts';
import { reluMlp } from './networks.ts';
import type { Peers } from './peers.ts';

/** Of a hypernetwork that is trained: depth and width of f and g, and how many points a step sees. */
export interface TrainingSize {
  image: number;
  coordinate: number;
  classes: number;
  hyper: readonly [depth: number, width: number];
  primary: readonly [depth: number, width: number];
  batch: number;
}

/** The same training for both sides. */
export interface Setting {
  size: TrainingSize;
  network: TrainableNetwork;
  examples: Examples;
  start: Float32Array[];
  /** Of the peer. */
  parameters: Record<string, unknown>;
}

/** Small, so that rounding is not amplified from step to step and both sides stay comparable; a step takes as long at any rate. */
const LEARNING_RATE = 1e-4;
const SEED = 1;
const PARAMETERIZATION = 'standard';

/** Points with an image, a coordinate and a class of their own each, for so many batches. */
export async function settingOf(
  { engines, folder }: Pick<Bench, 'engines' | 'folder'>,
  size: TrainingSize,
  batches: number,
): Promise<Setting> {
  const { image, coordinate, classes, batch } = size;
  const points = batch * batches;
  const [x, z] = [pixels(points, image, 14), pixels(points, coordinate, 15)];
  const labels = matrix(
    points,
    1,
    Float64Array.from({ length: points }, (_, point) => (7 * point + (point >> 3)) % classes),
  );
  const [hyper, primary] = [reluMlp(...size.hyper), reluMlp(...size.primary)];
  const architecture: Hypernetwork = { type: 'hypernetwork', hyper, primary, coordinateFeatures: { kind: 'none' } };
  const network = trainableNetwork(architecture, { image, coordinate }, classes, PARAMETERIZATION);
  const { normals } = engines.get(engines.names[0]!);
  const start = await startOf({ parameterization: PARAMETERIZATION, seed: SEED }, network, { normals });
  const weights = join(folder, 'training-weights');
  await writeFile(weights, Buffer.concat(start.map(({ buffer }) => new Uint8Array(buffer))));
  const primarySizes = layerSizes(primary, coordinate, classes, '/architecture/primary');
  return {
    size,
    network,
    examples: {
      ...seenPoints(architecture, { x, z, pairing: 'rows' }, '/train'),
      targets: targetsOf(labels, { kind: 'cross_entropy', classes }, points, '/train/y'),
    },
    start,
    parameters: {
      x: await writeNumbers(folder, 'training-images', x),
      z: await writeNumbers(folder, 'training-coordinates', z),
      labels: await writeNumbers(folder, 'training-labels', labels),
      weights,
      sizes: layerSizes(hyper, image, parameterCount(primarySizes, false), '/architecture/hyper'),
      primary_sizes: primarySizes,
      batch,
      rate: LEARNING_RATE,
    },
  };
}

/** Runs `work` with our side, of which every call takes a step on each batch; the losses before them are the probe. */
export async function withOwnTraining<Result>(
  { network, examples, start, size: { batch, classes } }: Setting,
  backend: TensorBackendName,
  work: (side: Side) => Promise<Result>,
): Promise<Result> {
  const { tensors: tf } = await openTensorBackend(backend);
  return disposing((kept) => {
    const held = kept(new HeldExamples(tf, examples));
    const model = kept(new Model(tf, network, start, { kind: 'sgd', learningRate: LEARNING_RATE, momentum: 0 }));
    let step = 0;
    const steps = async () => {
      const losses = [];
      for (let first = 0; first < examples.count; first += batch) {
        const points = Int32Array.from({ length: batch }, (_, index) => first + index);
        losses.push(await model.step(held, points, { kind: 'cross_entropy', classes }, ++step));
      }
      const stacked = tf.stack(losses);
      const values = await stacked.data();
      tf.dispose([...losses, stacked]);
      return [...values];
    };
    return work(() => timed(steps, (losses) => losses));
  });
}

/** JAX's, from the start. */
export async function jaxTraining({ parameters }: Setting, peers: Peers): Promise<{ jax?: Side }> {
  await peers.side('jax_networks', 'training_start', parameters).jax_networks?.();
  const { jax_networks } = peers.side('jax_networks', 'training', {});
  return jax_networks ? { jax: jax_networks } : {};
}

/** Numbers from 0 to 1. */
function pixels(rows: number, columns: number, seed: number): Matrix {
  const found = uniform(rows, columns, seed);
  for (let i = 0; i < found.data.length; i++) found.data[i] = (found.data[i]! + 1) / 2;
  return found;
}
