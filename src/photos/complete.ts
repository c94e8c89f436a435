import { type Control, subControl, uncontrolled } from '../control.ts';
import type { Engine } from '../engine/engine.ts';
import { type Candidates, type Choice, chooseSetting } from './choose.ts';
import { hiddenHoles } from './hidden-holes.ts';
import { kernelTables } from './offset-kernel.ts';
import { KNOWN, type Picture, type Place, UNKNOWN, valuesAt } from './picture.ts';
import { trainingPixels } from './training-pixels.ts';
import { fitWindow } from './window-fit.ts';
import { tilesOf, type Window, windowAt } from './windows.ts';

export interface CompletionProblem {
  picture: Picture;
  /** KNOWN, UNKNOWN or IGNORED for each pixel; at least one of each of the first two. */
  states: Uint8Array;
  /** The first so many channels are completed; the rest of a completed pixel is opaque. */
  channels: number;
  candidates: Candidates;
  /** Whether the standard deviation is wanted, too. */
  uncertainty: boolean;
}

export interface CompletedPicture extends Choice {
  picture: Picture;
  completedPixels: number;
  /** Posterior standard deviation of each pixel in the picture's own numbers, 0 where it is known. */
  deviation?: Float32Array;
}

/** Pixels around a window that it is completed from when its rings meet none. */
const STRAY_PIXELS = 256;
/** The part of the progress that choosing is. */
const CHOOSING = 0.25;

/**
 * Completes the unknown pixels of a picture from the known ones, by kernel regression on coordinates.
 *
 * In overlapping windows, each with a regression of its own on the pixels around it: time grows with the number of unknown pixels,
 * not with the picture, and memory beyond the picture's is 4 to 20 bytes a pixel, 28 with the deviation.
 *
 * @throws what `control.checkpoint` throws
 */
export async function completePicture(
  problem: CompletionProblem,
  engine: Engine,
  control: Control = uncontrolled,
): Promise<CompletedPicture> {
  const { picture, states, channels, uncertainty } = problem;
  const tiles = tilesOf(states, picture);
  control.stage('choosing');
  const holes = hiddenHoles(picture, states, tiles);
  const means = { tableOf: kernelTables(engine), linalg: engine.linalg };
  const choice = await chooseSetting(problem.candidates, holes, picture, channels, means, subControl(control, 0, CHOOSING));
  control.stage('completing');
  const table = await means.tableOf(choice.setting);
  const sums = new PixelSums(states, channels, uncertainty);
  const isKnown = (row: number, column: number) => states[row * picture.width + column] === KNOWN;
  let stray: Place[] | undefined;
  for (const [index, tile] of tiles.entries()) {
    await control.checkpoint(CHOOSING + ((1 - CHOOSING) * index) / tiles.length);
    const window = windowAt(tile, states, picture);
    const near = trainingPixels(isKnown, window.box, picture);
    if (near.length === 0) stray ??= strayPixels(states, picture);
    const training = near.length > 0 ? near : stray!;
    const fit = await fitWindow(table, choice.setting.ridge, training, valuesAt(picture, training, channels), engine.linalg);
    const { data } = await fit.mean(window.unknown);
    sums.add(window, picture.width, data, uncertainty ? await fit.deviation(window.unknown) : undefined);
  }
  await control.checkpoint(1);
  return { ...choice, completedPixels: sums.count, ...sums.finish(picture) };
}

/** Some of all known pixels. */
function strayPixels(states: Uint8Array, { width }: Picture): Place[] {
  const known = states.reduce((count, state) => count + (state === KNOWN ? 1 : 0), 0);
  const every = Math.ceil(known / STRAY_PIXELS);
  const places: Place[] = [];
  let seen = 0;
  states.forEach((state, at) => {
    if (state === KNOWN && seen++ % every === 0) places.push([Math.floor(at / width), at % width]);
  });
  return places;
}

/** Weighted means of what the windows say about the unknown pixels. */
class PixelSums {
  readonly count: number;
  readonly #states: Uint8Array;
  readonly #channels: number;
  /** Of each pixel its place among the unknown ones. */
  readonly #index: Int32Array;
  readonly #weights: Float32Array;
  readonly #values: Float32Array;
  readonly #deviations: Float32Array | undefined;

  constructor(states: Uint8Array, channels: number, uncertainty: boolean) {
    this.#states = states;
    this.#channels = channels;
    this.#index = new Int32Array(states.length);
    let count = 0;
    for (let at = 0; at < states.length; at++) if (states[at] === UNKNOWN) this.#index[at] = count++;
    this.count = count;
    this.#weights = new Float32Array(count);
    this.#values = new Float32Array(count * channels);
    this.#deviations = uncertainty ? new Float32Array(count) : undefined;
  }

  add({ unknown, weights }: Window, width: number, values: Float64Array, deviations: Float64Array | undefined): void {
    unknown.forEach(([row, column], i) => {
      const at = this.#index[row * width + column]!;
      const weight = weights[i]!;
      this.#weights[at]! += weight;
      for (let c = 0; c < this.#channels; c++) this.#values[at * this.#channels + c]! += weight * values[i * this.#channels + c]!;
      if (deviations) this.#deviations![at]! += weight * deviations[i]!;
    });
  }

  finish(picture: Picture): Pick<CompletedPicture, 'picture' | 'deviation'> {
    const data = picture.data.slice();
    const deviation = this.#deviations && new Float32Array(this.#states.length);
    for (let pixel = 0; pixel < this.#states.length; pixel++) {
      if (this.#states[pixel] !== UNKNOWN) continue;
      const at = this.#index[pixel]!;
      for (let c = 0; c < picture.channels; c++) {
        const value = c < this.#channels ? this.#values[at * this.#channels + c]! / this.#weights[at]! : picture.most;
        data[pixel * picture.channels + c] = Math.round(Math.min(picture.most, Math.max(0, value)));
      }
      if (deviation) deviation[pixel] = this.#deviations![at]! / this.#weights[at]!;
    }
    return { picture: { ...picture, data }, ...(deviation && { deviation }) };
  }
}
