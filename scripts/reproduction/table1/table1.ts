import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Client } from '../../../src/client/index.ts';
import { figure, type Image } from '../../lib/figure.ts';
import { IMAGE_SHAPE, readMnist } from '../../lib/mnist.ts';
import { encodeNpy } from '../../lib/npy.ts';
import { ProgressLine } from '../../lib/progress.ts';
import { drawImages } from '../draw.ts';
import type { Table1Options } from './options.ts';
import { KERNELS, type Kernel, TASKS, type Task } from './paper.ts';
import { BASE, type Choice, choosing, completion, type Protocol } from './protocols.ts';
import { report } from './report.ts';
import { Results } from './results.ts';

const TRAINING_IMAGES = 60_000;
const TEST_IMAGES = 10_000;
const [HEIGHT, WIDTH] = IMAGE_SHAPE;

/** Table 1 of the paper, and Fig. 3 for its largest size, through the service. Repeat r draws its images with the seed r. */
export async function table1(client: Client, options: Table1Options): Promise<void> {
  const results = await Results.open(join(options.output, 'table1.json'));
  const train = await readMnist('train', TRAINING_IMAGES);
  const test = await readMnist('test', TEST_IMAGES);
  for (const size of options.sizes)
    for (let repeat = 0; repeat < options.repeats; repeat++) {
      const drawn = { train: drawImages(train, size, repeat, 0), test: drawImages(test, options.test, repeat, 1) };
      const upload = once(async () => {
        await client.putArray('train', encodeNpy(drawn.train));
        await client.putArray('test', encodeNpy(drawn.test));
      });
      for (const task of TASKS)
        for (const kernel of KERNELS)
          for (const protocol of options.protocols) {
            const run = { protocol, task: task.name, kernel: kernel.kernel, size, repeat };
            if (results.has(run)) continue;
            await upload();
            const choice =
              protocol === 'c' ? await chosen(client, results, task, kernel, drawn.train, options.searchSeconds) : BASE;
            const mse = await complete(client, protocol, task, kernel, choice, run);
            await results.add({ ...run, mse });
          }
    }
  const text = report(results);
  await writeFile(join(options.output, 'table1.md'), text);
  console.log(`\n${text}`);
  await drawFigure3(client, drawImages(train, Math.max(...options.sizes), 0, 0), drawImages(test, 20, 0, 1), options.output);
}

async function complete(
  client: Client,
  protocol: Protocol,
  task: Task,
  kernel: Kernel,
  choice: Choice,
  { size, repeat }: { size: number; repeat: number },
): Promise<number> {
  const line = new ProgressLine(`(${protocol}) ${task.name} ${kernel.name} N=${size} #${repeat}`.padEnd(44));
  const request = completion(protocol, task, kernel, { train: 'train', test: 'test' }, choice, repeat);
  const { mse } = await client.compute('/v1/image-completions', request, {
    onProgress: ({ fraction, stage }) => line.update(fraction, stage),
  });
  line.end(mse!.all_pixels.toFixed(4));
  return mse!.all_pixels;
}

/** The hyperparameters of a task, kernel and size, from the first draw's training images. */
async function chosen(
  client: Client,
  results: Results,
  task: Task,
  { kernel, name }: Kernel,
  images: Float32Array[],
  seconds: number,
): Promise<Choice> {
  const size = images.length;
  const known = results.choice(task.name, kernel, size);
  if (known) return known;
  const line = new ProgressLine(`(c) ${task.name} ${name} N=${size}: search`.padEnd(44));
  const seen = task.mask === 'none' ? HEIGHT * WIDTH : Math.floor(HEIGHT / 2) * WIDTH;
  await client.putArray('seen', encodeNpy(images.map((image) => image.subarray(0, seen))));
  await client.putArray(
    'pixels',
    encodeNpy(Array.from({ length: HEIGHT * WIDTH }, (_, k) => Float32Array.of(Math.floor(k / WIDTH), k % WIDTH))),
  );
  await client.putArray('values', encodeNpy(images.flatMap((image) => Array.from(image, (value) => Float32Array.of(value)))));
  const request = choosing(kernel, { x: 'seen', z: 'pixels', y: 'values' }, seconds);
  const { best, trials } = await client.search(request, { onProgress: ({ fraction, stage }) => line.update(fraction, stage) });
  line.end(`${best.score.toFixed(4)} of ${trials.length}`);
  const { architecture, ridge, score } = best;
  await results.add({ task: task.name, kernel, size, architecture, ridge, score, tried: trials.length });
  return best;
}

/** Rows: truth, what f saw, the completion by the hyperkernel and by the NNGP. */
async function drawFigure3(client: Client, train: Float32Array[], test: Float32Array[], output: string): Promise<void> {
  await client.putArray('train', encodeNpy(train));
  await client.putArray('test', encodeNpy(test));
  const task = TASKS[1];
  const rows: Image[][] = [test, test.map((image) => image.map((value, k) => (k < (HEIGHT * WIDTH) / 2 ? value : Number.NaN)))];
  for (const kernel of KERNELS) {
    const request = completion('b', task, kernel, { train: 'train', test: 'test' }, BASE, 0);
    rows.push((await client.compute('/v1/image-completions', request)).completed);
  }
  await writeFile(join(output, 'figure3.png'), figure(rows, IMAGE_SHAPE));
}

function once(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined;
  return () => {
    done ??= work();
    return done;
  };
}
