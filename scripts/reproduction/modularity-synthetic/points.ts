import type { Client } from '../../../src/client/index.ts';
import { DATASET_PARTS, type DatasetPart } from '../../../src/datasets/dataset-names.ts';
import { RandomStream } from '../../../src/random/stream.ts';
import { type TargetShape, type TargetType, targetOf, typeOneWeights } from './targets.ts';

/** Of the seed; nothing that is trained has them. */
const STREAMS = { train: 2 ** 31 + 110, test: 2 ** 31 + 120 };

export interface PointSizes extends TargetShape {
  train: number;
  test: number;
}

/** Samples (I, x, y(x, I)), I and x standard normal, as a request names them: x is what f sees, z what g sees. */
export function examplesOf(sizes: PointSizes, type: TargetType, repeat: number, part: DatasetPart) {
  const id = idOf(sizes, repeat, part);
  return { x: { array_id: `${id}-i` }, z: { array_id: `${id}-x` }, y: { array_id: `${id}-y-${type}-${sizes.width}` } };
}

/** Puts what `examplesOf` names. */
export async function putExamples(client: Client, sizes: PointSizes, types: readonly TargetType[], repeat: number): Promise<void> {
  const { inputs } = sizes;
  for (const part of DATASET_PARTS) {
    const count = sizes[part];
    const [images, xs] = [0, 1].map((k) => normals(count * inputs, repeat, STREAMS[part] + k)) as [Float64Array, Float64Array];
    const put = ({ array_id: id }: { array_id: string }, shape: number[], data: Float64Array) =>
      client.putArray(id, { shape, data: Float32Array.from(data) });
    const row = (all: Float64Array, index: number) => all.subarray(index * inputs, (index + 1) * inputs);
    for (const [k, type] of types.entries()) {
      const { x: image, z: x, y } = examplesOf(sizes, type, repeat, part);
      if (k === 0) await put(image, [count, inputs], images);
      if (k === 0) await put(x, [count, inputs], xs);
      const target = targetOf(type, sizes, repeat);
      await put(
        y,
        [count],
        Float64Array.from({ length: count }, (_, index) => target(row(xs, index), row(images, index))),
      );
    }
  }
}

/** What a target of type I varies by, and what is left of it by the best function of x alone, E_I[⟨x, h(I)⟩]. */
export function typeOneVariances(sizes: PointSizes, repeat: number): { all: number; ofImages: number } {
  const { inputs, test } = sizes;
  const images = normals(test * inputs, repeat, STREAMS.test);
  const weightsOf = typeOneWeights(sizes, repeat);
  const mean = new Float64Array(inputs);
  let squares = 0;
  for (let index = 0; index < test; index++)
    for (const [k, weight] of weightsOf(images.subarray(index * inputs, (index + 1) * inputs)).entries()) {
      mean[k]! += weight / test;
      squares += weight ** 2 / test;
    }
  const ofMean = mean.reduce((sum, weight) => sum + weight ** 2, 0);
  return { all: squares, ofImages: ((squares - ofMean) * test) / (test - 1) };
}

function normals(count: number, seed: number, stream: number): Float64Array {
  const random = new RandomStream(seed, stream);
  return Float64Array.from({ length: count }, (_, index) => random.normal(index));
}

function idOf({ inputs, train, test }: PointSizes, repeat: number, part: DatasetPart): string {
  return `synthetic-${inputs}-${train}-${test}-${part}-${repeat}`;
}
