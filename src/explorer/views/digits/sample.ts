import { decodeNpy } from '../../../client/index.ts';

/** How many digits of the bundled sample completions are made from; those after them are there to be picked. */
export const TRAINING_DIGITS = 1000;
export const SIDE = 28;
export const PIXELS = SIDE * SIDE;

/** Grey from 0 (black) to 1 (white), row-major. */
export type Image = Float32Array;

export interface Sample {
  training: readonly Image[];
  test: readonly Image[];
}

let loading: Promise<Sample> | undefined;

/** The bundled sample of MNIST, fetched once. */
export function sample(): Promise<Sample> {
  loading ??= load().catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

async function load(): Promise<Sample> {
  const response = await fetch('/explorer/digits.npy.gz');
  if (!response.ok) throw new Error(`the sample of digits was answered ${response.status}`);
  const unzipped = response.body!.pipeThrough(new DecompressionStream('gzip'));
  const { data } = decodeNpy(new Uint8Array(await new Response(unzipped).arrayBuffer()));
  const images = Array.from({ length: data.length / PIXELS }, (_, image) =>
    Float32Array.from(data.subarray(image * PIXELS, (image + 1) * PIXELS), (value) => value / 255),
  );
  return { training: images.slice(0, TRAINING_DIGITS), test: images.slice(TRAINING_DIGITS) };
}
