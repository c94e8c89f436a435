import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Client, Schema } from '../../src/client/index.ts';
import { figure, type Image } from '../lib/figure.ts';
import { IMAGE_SHAPE, readMnist } from '../lib/mnist.ts';
import { encodeNpy } from '../lib/npy.ts';
import { ProgressLine } from '../lib/progress.ts';
import { table } from '../lib/table.ts';
import type { Options } from './options.ts';
import { completionRequest, KERNELS, type Kernel, seenPart, TASKS, type Task, TEST_ID, TRAIN_ID } from './tasks.ts';

type Completion = Schema<'ImageCompletion'>;

/** A task and its completions, in the order of KERNELS. */
interface TaskResult {
  task: Task;
  completions: Completion[];
}

/** Completes MNIST images through the service: prints the errors and draws the images. */
export async function demonstrate(client: Client, options: Options): Promise<void> {
  const { images, pixels, output } = options;
  const train = await readMnist('train', images);
  const test = await readMnist('test', options.test);
  await client.putArray(TRAIN_ID, encodeNpy(train));
  await client.putArray(TEST_ID, encodeNpy(test));
  console.log(`MNIST: ${images} training images, ${pixels} random pixels of each; ${test.length} test images`);
  console.log('Hypernetwork: f of depth 3, g of depth 2, both ReLU and infinitely wide; ridge 0.001\n');

  const results: TaskResult[] = [];
  for (const task of TASKS) {
    const completions: Completion[] = [];
    for (const kernel of KERNELS) completions.push(await complete(client, task, kernel, options));
    results.push({ task, completions });
  }

  console.log('\nTest MSE, of pixels from 0 to 1:\n');
  console.log(table(['', ...KERNELS.map(({ name }) => name), 'mean image'], results.flatMap(errorRows)));

  for (const { task, completions } of results) {
    const path = join(output, `${task.name}.png`);
    await writeFile(path, drawing(task, test, completions));
    console.log(`\n${path}\n  rows: ${task.rows.join('; ')}`);
  }
}

async function complete(client: Client, task: Task, kernel: Kernel, options: Options): Promise<Completion> {
  const line = new ProgressLine(`${task.name.padEnd(14)}  ${kernel.name.padEnd(11)}`);
  try {
    const request = completionRequest(task, kernel, options);
    const completion = await client.compute('/v1/image-completions', request, {
      onProgress: ({ fraction, stage }) => line.update(fraction, stage),
    });
    line.done();
    return completion;
  } catch (error) {
    line.end('not done');
    throw error;
  }
}

/** Over all pixels, and over those that f did not see where there are any. */
function errorRows({ task, completions }: TaskResult): string[][] {
  const errors = [...completions.map(({ mse }) => mse!), completions[0]!.mean_image_mse!];
  const all = [task.name, ...errors.map(({ all_pixels }) => all_pixels.toFixed(4))];
  const unseen = errors.flatMap(({ unseen_pixels }) => unseen_pixels?.toFixed(4) ?? []);
  return unseen.length === 0 ? [all] : [all, ['  its unseen half', ...unseen]];
}

function drawing(task: Task, truth: Image[], completions: Completion[]): Uint8Array {
  const seen = task.mask === 'none' ? [] : [truth.map((image) => seenPart(image, task))];
  return figure([truth, ...seen, ...completions.map(({ completed }) => completed)], IMAGE_SHAPE);
}
