import { regress } from '../../api/regress.ts';
import type { Drawing } from './drawing.ts';
import { fitRequest, type Kernel, type Model, type Plan, planOf } from './plan.ts';
import { type Image, sample } from './sample.ts';

export interface Completion {
  kernel: Kernel;
  /** The digit with its erased pixels as they are expected. */
  image: Image;
  /** How far each may be from that: the posterior's standard deviation, the ridge as noise with it. */
  deviation: Image;
  /** Mean squared error of the erased pixels, where the truth is known. */
  error: number | undefined;
  fitSeconds: number;
  predictSeconds: number;
}

export interface Completed {
  plan: Plan;
  drawing: Drawing;
  model: Model;
  completions: readonly Completion[];
}

export const KERNELS: readonly { kernel: Kernel; name: string }[] = [
  { kernel: 'ntk', name: 'Hyperkernel' },
  { kernel: 'nngp', name: 'NNGP' },
];

/** Whether nothing is left to complete of this drawing by this model. */
export function isDone(completed: Completed | undefined, drawing: Drawing, model: Model): boolean {
  return completed?.drawing === drawing && completed.model === model && completed.completions.length === KERNELS.length;
}

/** Completes a digit by both kernels; what is there is told as it comes. */
export async function complete(drawing: Drawing, model: Model, signal: AbortSignal, onCompleted: (completed: Completed) => void) {
  const { training } = await sample();
  const plan = planOf(drawing.image, drawing.seen, training, model.neighbours);
  const completions: Completion[] = [];
  for (const { kernel } of KERNELS) {
    completions.push(await completeBy(kernel, plan, drawing, model, signal));
    signal.throwIfAborted();
    onCompleted({ plan, drawing, model, completions: [...completions] });
  }
}

async function completeBy(
  kernel: Kernel,
  plan: Plan,
  { image, truth }: Drawing,
  model: Model,
  signal: AbortSignal,
): Promise<Completion> {
  const prediction = { test: plan.test, variance: true };
  const { arrays, ridge, ...seconds } = await regress(fitRequest(plan, model, kernel), prediction, signal);
  const { mean, variance } = arrays;
  const completed = image.slice();
  const deviation = new Float32Array(image.length);
  for (const [index, pixel] of plan.erased.entries()) {
    const scale = plan.scale[pixel]!;
    completed[pixel] = plan.mean[pixel]! + scale * mean.data[index]!;
    deviation[pixel] = scale * Math.sqrt(Math.max(0, variance!.data[index]!) + ridge);
  }
  return { kernel, image: completed, deviation, error: truth && errorAt(plan.erased, completed, truth), ...seconds };
}

function errorAt(pixels: readonly number[], image: Image, truth: Image): number {
  return pixels.reduce((sum, pixel) => sum + (Math.min(1, Math.max(0, image[pixel]!)) - truth[pixel]!) ** 2, 0) / pixels.length;
}
