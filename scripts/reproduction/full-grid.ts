import { createEngine } from '../../src/engine/create-engine.ts';
import { pixelCoordinates } from '../../src/experiments/image-completion.ts';
import type { Hypernetwork } from '../../src/kernels/architecture.ts';
import { type Matrix, matrix } from '../../src/nd-array.ts';
import { RandomStream } from '../../src/random/stream.ts';
import { fitRegression } from '../../src/regression/fit.ts';
import { predict } from '../../src/regression/predict.ts';
import type { RegressionKernel } from '../../src/regression/regression.ts';
import { IMAGE_SHAPE, readMnist } from '../lib/mnist.ts';

export interface FullGridOptions {
  images: number;
  kernel: RegressionKernel;
  linalg: 'openblas' | 'wasm';
  /** Share of the pixels that is observed, drawn anew for each image. */
  observed: number;
  tolerance: number;
}

const PIXELS = IMAGE_SHAPE[0] * IMAGE_SHAPE[1];
const UNSEEN = 200;

const mlp = (depth: number) => ({ type: 'mlp' as const, depth, activation: { name: 'relu' as const }, weightStd: 1, biasStd: 0 });
const architecture: Hypernetwork = {
  type: 'hypernetwork',
  hyper: mlp(3),
  primary: mlp(2),
  coordinateFeatures: { kind: 'fourier_limit', lengthScale: 27 / 20 },
};

/** One fit on all pixels of MNIST images and 200 unseen images completed: seconds, memory and the certificate. */
export async function fullGrid({ images, kernel, linalg, observed, tolerance }: FullGridOptions): Promise<void> {
  const { engine, reason, close } = await createEngine({ linalg });
  console.log(reason);
  const x = await imageMatrix('train', images);
  const test = await imageMatrix('test', UNSEEN);
  const z = pixelCoordinates(IMAGE_SHAPE);
  const start = performance.now();
  const seconds = () => ((performance.now() - start) / 1000).toFixed(1);
  let stage = '';
  const control = {
    stage(name: string) {
      if (name !== stage) console.log(`${seconds().padStart(8)} s  ${name}`);
      stage = name;
    },
    checkpoint: async () => {},
  };
  const model = await fitRegression(
    {
      architecture,
      kernel,
      points: { x, z, pairing: 'grid' },
      labels: matrix(images * PIXELS, 1, x.data.slice()),
      ridge: { value: 0.001, scale: 'absolute' },
      jitters: [],
      solver: { kind: 'full_grid', tolerance, mostIterations: 2000 },
      ...(observed < 1 && { observed: draw(images * PIXELS, observed) }),
    },
    engine,
    control,
  );
  const fitted = seconds();
  const { mean } = await predict(model, { x: test, z, pairing: 'grid' }, false, engine, control);
  const mse = mean.data.reduce((sum, value, k) => sum + (value - test.data[k]!) ** 2, 0) / mean.data.length;
  console.log(`${images * PIXELS} points, ${kernel}: fitted in ${fitted} s, with ${UNSEEN} images completed ${seconds()} s`);
  console.log(`test MSE ${mse.toFixed(5)}, most memory ${Math.round(process.resourceUsage().maxRSS / 1e3)} MB`);
  if ('certificate' in model) console.log(JSON.stringify(model.certificate));
  await close();
}

function draw(count: number, share: number): Uint8Array {
  const stream = new RandomStream(0, 0);
  return Uint8Array.from({ length: count }, (_, point) => (stream.uniform(point) < share ? 1 : 0));
}

async function imageMatrix(set: 'train' | 'test', count: number): Promise<Matrix> {
  const rows = await readMnist(set, count);
  const out = matrix(count, PIXELS);
  for (const [index, image] of rows.entries()) out.data.set(image, index * PIXELS);
  return out;
}
