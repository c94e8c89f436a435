import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readMnist } from '../../scripts/lib/mnist.ts';
import { createEngine } from '../../src/engine/create-engine.ts';
import type { Candidates } from '../../src/photos/choose.ts';
import { type CompletedPicture, completePicture } from '../../src/photos/complete.ts';
import { errorOf, harmonicFill, meanFill } from './peers.ts';
import { clouds, type Grey, holes, leaves, SIDE, scattered, scratches, waves } from './scenes.ts';

const { engine } = await createEngine({ linalg: 'wasm', threads: 1 });

const AUTO: Candidates = { kernels: ['ntk', 'nngp'], depth: 2, lengthScales: [2, 4, 8, 16, 32, 64], ridges: [1e-6, 1e-4] };

/** Completes a grey picture whose unknown pixels are black. */
function complete(truth: Grey, states: Uint8Array, candidates = AUTO, uncertainty = false): Promise<CompletedPicture> {
  const data = Uint8Array.from(truth, (value, at) => (states[at] ? 0 : Math.round(value)));
  const picture = { height: truth.length / SIDE, width: SIDE, channels: 1, data, most: 255 };
  return completePicture({ picture, states, channels: 1, candidates, uncertainty }, engine);
}

describe('beside simpler methods', () => {
  const scenes = { clouds: clouds(), leaves: leaves(), waves: waves() };
  const masks = { 'half of all pixels': scattered(0.5), 'nine in ten': scattered(0.9), scratches: scratches(), holes: holes() };
  /** The error as a part of harmonic filling's that is not exceeded. */
  const MOST: Record<string, Record<string, number>> = {
    clouds: { 'half of all pixels': 1, 'nine in ten': 0.9, scratches: 0.9, holes: 0.95 },
    leaves: { 'half of all pixels': 0.95, 'nine in ten': 1, scratches: 0.95, holes: 1.15 },
    waves: { 'half of all pixels': 0.3, 'nine in ten': 0.3, scratches: 0.3, holes: 0.7 },
  };
  for (const [scene, truth] of Object.entries(scenes))
    for (const [name, mask] of Object.entries(masks))
      test(`${scene}, ${name}`, async (context) => {
        const { picture, hiddenError, setting } = await complete(truth, mask);
        const ours = errorOf(picture.data, truth, mask);
        const [harmonic, mean] = [harmonicFill, meanFill].map((fill) => errorOf(fill(truth, mask), truth, mask)) as [
          number,
          number,
        ];
        const text = `ours ${ours.toFixed(2)}, harmonic ${harmonic.toFixed(2)}, mean ${mean.toFixed(2)}, hidden ${hiddenError?.toFixed(2)}`;
        context.diagnostic(`${text}: ${JSON.stringify(setting)}`);
        assert.ok(ours <= MOST[scene]![name]! * harmonic, text);
        assert.ok(ours < mean, text);
        assert.ok(hiddenError! < 3 * ours + 1 && hiddenError! > ours / 4 - 1, text);
      });

  test('MNIST, half of all pixels', async (context) => {
    const digits = await readMnist('test', 9);
    const truth = new Float64Array(SIDE * SIDE);
    digits.forEach((digit, index) => {
      const [top, left] = [32 * Math.floor(index / 3) + 2, 32 * (index % 3) + 2];
      for (let pixel = 0; pixel < 784; pixel++)
        truth[(top + Math.floor(pixel / 28)) * SIDE + left + (pixel % 28)] = 255 * digit[pixel]!;
    });
    const mask = scattered(0.5);
    const ours = errorOf((await complete(truth, mask)).picture.data, truth, mask);
    const harmonic = errorOf(harmonicFill(truth, mask), truth, mask);
    context.diagnostic(`ours ${ours.toFixed(2)}, harmonic ${harmonic.toFixed(2)}`);
    assert.ok(ours < 0.9 * harmonic, `${ours} beside ${harmonic}`);
  });
});

const FIXED: Candidates = { kernels: ['nngp'], depth: 2, lengthScales: [16], ridges: [1e-4] };

test('known pixels stay as they are to the bit', async () => {
  const [truth, mask] = [clouds(), holes()];
  const { picture, completedPixels } = await complete(truth, mask, FIXED);
  for (const [at, unknown] of mask.entries()) if (!unknown) assert.equal(picture.data[at], Math.round(truth[at]!));
  assert.equal(
    completedPixels,
    mask.reduce((a, b) => a + b),
  );
});

test('the deviation says how far off most pixels are, and grows with the distance from what is known', async () => {
  const [truth, mask] = [clouds(), holes()];
  const { picture, deviation } = await complete(truth, mask, AUTO, true);
  let [within, count] = [0, 0];
  for (const [at, unknown] of mask.entries()) {
    assert.equal(deviation![at]! > 0, unknown === 1);
    if (!unknown) continue;
    count++;
    if (Math.abs(picture.data[at]! - truth[at]!) <= 2 * deviation![at]! + 1) within++;
  }
  assert.ok(within / count > 0.7, `${within} of ${count}`);
  const [rim, middle] = [60 * SIDE + 28, 72 * SIDE + 28];
  assert.ok(deviation![middle]! > 2 * deviation![rim]!);
});

test('a constant stays constant, and colours are completed alike', async () => {
  const mask = holes();
  const data = Uint16Array.from({ length: 3 * SIDE * SIDE }, (_, i) => (mask[Math.floor(i / 3)] ? 0 : [65_000, 300, 40][i % 3]!));
  const picture = { height: SIDE, width: SIDE, channels: 3, data, most: 0xffff };
  const problem = { picture, states: mask, channels: 3, candidates: FIXED, uncertainty: false };
  const found = (await completePicture(problem, engine)).picture.data;
  for (const [i, value] of found.entries()) assert.ok(Math.abs(value - [65_000, 300, 40][i % 3]!) <= 1, `${i}: ${value}`);
});

test('a mask that would hide all that is known, moved anywhere, leaves nothing to choose by', async () => {
  const [height, width] = [48, 48];
  const states = Uint8Array.from({ length: height * width }, (_, at) => (at % width < width / 2 ? 1 : 0));
  const data = Uint8Array.from(states, (unknown) => (unknown ? 0 : 120));
  const picture = { height, width, channels: 1, data, most: 255 };
  const found = await completePicture({ picture, states, channels: 1, candidates: AUTO, uncertainty: false }, engine);
  assert.deepEqual([found.hiddenError, found.hiddenPixels, found.setting.lengthScale], [undefined, 0, 16]);
  assert.ok(found.picture.data.every((value) => Math.abs(value - 120) <= 1));
});

test('a single known pixel, wherever it is, is what all become', async () => {
  const states = new Uint8Array(SIDE * SIDE).fill(1);
  states[31 * SIDE + 77] = 0;
  const { picture } = await complete(new Float64Array(SIDE * SIDE).fill(200), states, FIXED);
  assert.ok(picture.data.every((value) => value === 200));
});

test('control is asked, and ends it', async () => {
  const fractions: number[] = [];
  const picture = { height: SIDE, width: SIDE, channels: 1, data: Uint8Array.from(waves()), most: 255 };
  const problem = { picture, states: holes(), channels: 1, candidates: FIXED, uncertainty: false };
  await completePicture(problem, engine, { stage: () => {}, checkpoint: async (fraction) => void fractions.push(fraction) });
  assert.deepEqual(
    fractions,
    fractions.toSorted((a, b) => a - b),
  );
  assert.equal(fractions.at(-1), 1);
  const stop = new Error('stop');
  const control = { stage: () => {}, checkpoint: async (fraction: number) => (fraction > 0.5 ? Promise.reject(stop) : undefined) };
  await assert.rejects(completePicture(problem, engine, control), stop);
});
