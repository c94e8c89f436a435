import type { Schema } from '../../src/http/contract/types.ts';
import type { Image } from '../lib/figure.ts';
import { IMAGE_SHAPE } from '../lib/mnist.ts';
import type { Options } from './options.ts';

type Request = Schema<'ImageCompletionRequest'>;

/** What f sees of an image, and with that what is asked of h. */
export interface Task {
  name: string;
  mask: 'none' | 'top_half';
  /** Of the picture, from the top. */
  rows: string[];
}

const KERNEL_ROWS = ['hyperkernel', 'NNGP'];

export const TASKS: readonly Task[] = [
  { name: 'inpainting', mask: 'top_half', rows: ['truth', 'what f saw', ...KERNEL_ROWS] },
  { name: 'representation', mask: 'none', rows: ['truth, all of which f saw', ...KERNEL_ROWS] },
];

export const KERNELS = [
  { name: 'hyperkernel', kernel: 'ntk' },
  { name: 'NNGP', kernel: 'nngp' },
] as const;

export type Kernel = (typeof KERNELS)[number];

/** Ids of the uploaded arrays. */
export const TRAIN_ID = 'mnist-train';
export const TEST_ID = 'mnist-test';

/** The setting of the paper's section 5.3 and Table 1, with f of depth 3 and g of depth 2. */
export function completionRequest({ mask }: Task, { kernel }: Kernel, { pixels }: Options): Request {
  return {
    architecture: {
      type: 'hypernetwork',
      hyper: { type: 'mlp', depth: 3, activation: { name: 'relu' } },
      primary: { type: 'mlp', depth: 2, activation: { name: 'relu' } },
      coordinate_features: { kind: 'fourier_limit', length_scale: Math.SQRT2 },
    },
    kernel,
    image_shape: IMAGE_SHAPE,
    train: { images: { array_id: TRAIN_ID } },
    test: { images: { array_id: TEST_ID }, truth: { array_id: TEST_ID } },
    mask,
    pixels_per_image: pixels,
    seed: 0,
    ridge: { value: 0.001, scale: 'absolute' },
  };
}

/** The image where f sees it, NaN where it does not. */
export function seenPart(image: Image, { mask }: Task): Image {
  const [height, width] = IMAGE_SHAPE;
  const seenPixels = mask === 'none' ? height * width : Math.floor(height / 2) * width;
  return Float32Array.from(image, (value, pixel) => (pixel < seenPixels ? value : Number.NaN));
}
