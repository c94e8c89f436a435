import { NETWORKS, type NetworkName, type NetworkShape, networkOf, sgdOfMse } from '../modularity/networks.ts';
import type { Condition } from '../trained/condition.ts';
import type { SyntheticOptions } from './options.ts';
import { examplesOf, type PointSizes } from './points.ts';
import type { TargetType } from './targets.ts';

export type Study = 'depth' | 'embedding';

/** Units of the hidden layer of g and q. */
const PRIMARY_WIDTH = 10;

export function pointSizes(study: Study, options: SyntheticOptions): PointSizes {
  const { samples, test, targetWidth } = options;
  return { inputs: study === 'depth' ? options.inputs : options.embeddingInputs, width: targetWidth, train: samples, test };
}

/** Both networks for each target, and each depth or embedding dimension. */
export function conditionsOf(study: Study, options: SyntheticOptions): Condition[] {
  return options.types.flatMap((type, index) => {
    const task = { study, type, rate: options.rates[index]! };
    return shapesOf(study, options).flatMap((shapes) => NETWORKS.map((network) => conditionOf(task, network, shapes, options)));
  });
}

type Shapes = Readonly<Record<NetworkName, NetworkShape>>;

function shapesOf(study: Study, { depths, embedding, multiples, width, start }: SyntheticOptions): Shapes[] {
  const common = { activation: 'relu' as const, start, primaryWidth: PRIMARY_WIDTH };
  const alike = (shape: NetworkShape) => ({ hypernetwork: shape, embedding: shape });
  if (study === 'depth')
    return depths.map((depth) => alike({ ...common, depth, width: Array(depth - 1).fill(width), embeddingSize: embedding }));
  return multiples.map((multiple) => {
    const shape = { ...common, depth: 3, embeddingSize: width * multiple };
    // f has the embedding dimension as the width of its last hidden layer, e as its outputs.
    return { hypernetwork: { ...shape, width: [width, width * multiple] }, embedding: { ...shape, width: [width, width] } };
  });
}

function conditionOf(
  { study, type, rate }: { study: Study; type: TargetType; rate: number },
  network: NetworkName,
  shapes: Shapes,
  options: SyntheticOptions,
): Condition {
  const shape = shapes[network];
  const sizes = pointSizes(study, options);
  const { samples, batch, epochs } = options;
  return {
    labels: { study, type, network, depth: shape.depth, 'embedding dimension': shape.embeddingSize },
    request: (repeat) => ({
      ...networkOf(network, shape),
      train: examplesOf(sizes, type, repeat, 'train'),
      test: examplesOf(sizes, type, repeat, 'test'),
      optimizer: sgdOfMse(rate),
      batch_size: batch,
      epochs,
      record_every: epochs * Math.ceil(samples / batch),
      seed: repeat,
    }),
  };
}
