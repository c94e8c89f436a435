import { type Control, uncontrolled } from '../control.ts';
import type { LinalgBackend } from '../linalg/backend.ts';
import type { HiddenHole } from './hidden-holes.ts';
import type { PixelKernel } from './offset-kernel.ts';
import { type Picture, valuesAt } from './picture.ts';
import { fitWindow } from './window-fit.ts';

/** A kernel, and λ of K + λI with k(z, z) = 1. */
export interface Setting extends PixelKernel {
  ridge: number;
}

/** What was chosen, and how it did on hidden pixels where there were any. */
export interface Choice {
  setting: Setting;
  /** Root mean square, in the picture's own numbers. */
  hiddenError?: number;
  hiddenPixels: number;
}

/** Values to try; one alone is no choice. */
export interface Candidates {
  kernels: readonly PixelKernel['kernel'][];
  depth: number;
  lengthScales: readonly number[];
  ridges: readonly number[];
}

/** What computes. */
export interface Means {
  tableOf(kernel: PixelKernel): Promise<Float64Array>;
  linalg: LinalgBackend;
}

/** The ridge that length scales are compared with, if it is among them. */
const FIRST_RIDGE = 1e-4;
/** Where nothing can be hidden. */
const FALLBACK_LENGTH_SCALE = 16;

/** The kernel and length scale that complete hidden pixels best, and then the ridge. */
export async function chooseSetting(
  candidates: Candidates,
  holes: readonly HiddenHole[],
  picture: Picture,
  channels: number,
  { tableOf, linalg }: Means,
  control: Control = uncontrolled,
): Promise<Choice> {
  const { kernels, depth, lengthScales, ridges } = candidates;
  const ridge = ridges.includes(FIRST_RIDGE) ? FIRST_RIDGE : ridges[0]!;
  const lengthScale = lengthScales.includes(FALLBACK_LENGTH_SCALE) ? FALLBACK_LENGTH_SCALE : lengthScales[0]!;
  const hiddenPixels = holes.reduce((sum, { hidden }) => sum + hidden.length, 0);
  let best: Choice = { setting: { kernel: kernels[0]!, depth, lengthScale, ridge }, hiddenPixels };
  if (hiddenPixels === 0) return best;
  const trials = kernels.length * lengthScales.length + ridges.length - 1;
  let done = 0;
  const attempt = async (setting: Setting) => {
    await control.checkpoint(done++ / trials);
    const hiddenError = await errorOf(await tableOf(setting), setting.ridge, holes, picture, channels, linalg);
    if (best.hiddenError === undefined || hiddenError < best.hiddenError) best = { setting, hiddenError, hiddenPixels };
  };
  for (const kernel of kernels) for (const lengthScale of lengthScales) await attempt({ kernel, depth, lengthScale, ridge });
  const { setting } = best;
  for (const other of ridges) if (other !== ridge) await attempt({ ...setting, ridge: other });
  return best;
}

async function errorOf(
  table: Float64Array,
  ridge: number,
  holes: readonly HiddenHole[],
  picture: Picture,
  channels: number,
  linalg: LinalgBackend,
): Promise<number> {
  let [sum, count] = [0, 0];
  for (const { hidden, training } of holes) {
    const { mean } = await fitWindow(table, ridge, training, valuesAt(picture, training, channels), linalg);
    const truth = valuesAt(picture, hidden, channels).data;
    (await mean(hidden)).data.forEach((value, i) => {
      sum += (Math.min(picture.most, Math.max(0, value)) - truth[i]!) ** 2;
    });
    count += truth.length;
  }
  return Math.sqrt(sum / count);
}
