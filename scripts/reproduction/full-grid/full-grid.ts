import { createEngine } from '../../../src/engine/create-engine.ts';
import { RandomStream } from '../../../src/random/stream.ts';
import { fitRegression } from '../../../src/regression/fit.ts';
import { predict } from '../../../src/regression/predict.ts';
import { PIXELS } from '../../lib/mnist.ts';
import { gridPoints, gridProblem, mnistMatrix } from '../../lib/mnist-grid.ts';
import type { FullGridOptions } from './options.ts';

const UNSEEN = 200;

/** One fit on all pixels of MNIST images and 200 unseen images completed: seconds, memory and the certificate. */
export async function fullGrid({ images, kernel, linalg, observed, tolerance }: FullGridOptions): Promise<void> {
  const { engine, reason, close } = await createEngine({ linalg });
  console.log(reason);
  const x = await mnistMatrix('train', images);
  const test = await mnistMatrix('test', UNSEEN);
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
      ...gridProblem(x, kernel),
      solver: { kind: 'full_grid', tolerance, mostIterations: 2000 },
      ...(observed < 1 && { observed: draw(images * PIXELS, observed) }),
    },
    engine,
    control,
  );
  const fitted = seconds();
  const { mean } = await predict(model, gridPoints(test), false, engine, control);
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
