import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decode } from 'fast-png';
import { decodeNpy } from '../../src/store/npy/decode.ts';
import { HYPERNETWORK, ndArray, npy, numbers, unzip } from '../support/requests.ts';
import { NPY, NPZ, TestService } from '../support/service.ts';
import { multiply, shifted, solve } from '../support/solve.ts';

const service = await TestService.start();
const COMPLETIONS = '/v1/image-completions';

const [HEIGHT, WIDTH] = [3, 4];
const PIXELS = HEIGHT * WIDTH;
const grey = (count: number, phase: number) => numbers(count, PIXELS, phase).map((image) => image.map((value) => (value + 1) / 2));
const TRAIN = grey(6, 0);
const TRUTH = grey(2, 5);
const MASKS = {
  none: Array.from({ length: PIXELS }, () => 1),
  top_half: Array.from({ length: PIXELS }, (_, pixel) => Number(pixel < WIDTH)),
  array: Array.from({ length: PIXELS }, (_, pixel) => pixel % 2),
};
/** Garbage where f is blind: it must not be read. */
const hidden = (mask: number[]) => TRUTH.map((image) => image.map((value, pixel) => (mask[pixel] ? value : 77 + pixel)));

const request = (mask: keyof typeof MASKS, change: object = {}) => ({
  architecture: HYPERNETWORK,
  image_shape: [HEIGHT, WIDTH],
  train: { images: TRAIN },
  test: { images: hidden(MASKS[mask]), truth: TRUTH },
  mask: mask === 'array' ? MASKS.array : mask,
  ...change,
});

function meanSquare(images: number[][], truth: number[][], counts: (pixel: number) => boolean): number {
  const squares = truth.flatMap((image, i) =>
    image.flatMap((value, pixel) => (counts(pixel) ? [(images[i]![pixel]! - value) ** 2] : [])),
  );
  return squares.reduce((sum, square) => sum + square, 0) / squares.length;
}

const assertClose = (actual: number, expected: number, tolerance = 1e-9) =>
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} is not ${expected}`);

function assertAllClose(actual: number[], expected: number[]): void {
  assert.equal(actual.length, expected.length);
  for (const [index, value] of actual.entries()) assertClose(value, expected[index]!, 1e-7);
}

for (const mask of ['none', 'top_half', 'array'] as const)
  test(`with mask ${mask} the completion is the regression on (seen pixels, coordinates), and its errors are true`, async () => {
    const { status, json } = await service.post(COMPLETIONS, request(mask));
    assert.equal(status, 200, JSON.stringify(json));
    assert.deepEqual(json.seen.flat(), MASKS[mask]);
    assert.deepEqual([json.points, json.ridge, json.seen.length], [TRAIN.length * PIXELS, 0.001, HEIGHT]);

    const seen = (images: number[][]) => images.map((image) => image.filter((_, pixel) => MASKS[mask][pixel]));
    const z = Array.from({ length: PIXELS }, (_, pixel) => [Math.floor(pixel / WIDTH), pixel % WIDTH]);
    const points = { x: seen(TRAIN), z, pairing: 'grid' };
    const targets = { x: seen(TRUTH), z, pairing: 'grid' };
    const kernel = async (a: object, b: object): Promise<number[][]> =>
      (await service.post('/v1/kernels', { architecture: HYPERNETWORK, points: a, points2: b, outputs: ['ntk'] })).json.kernels.ntk;
    const weights = solve(
      shifted(await kernel(points, points), 0.001),
      TRAIN.flat().map((value) => [value]),
    );
    const expected = multiply(await kernel(targets, points), weights).flat();
    assertAllClose(json.completed.flat(), expected);

    const meanImage = z.map((_, pixel) => TRAIN.reduce((sum, image) => sum + image[pixel]!, 0) / TRAIN.length);
    for (const [errors, images] of [
      [json.mse, json.completed],
      [json.mean_image_mse, [meanImage, meanImage]],
    ]) {
      assertClose(
        errors.all_pixels,
        meanSquare(images, TRUTH, () => true),
      );
      if (mask === 'none') assert.equal(errors.unseen_pixels, undefined);
      else
        assertClose(
          errors.unseen_pixels,
          meanSquare(images, TRUTH, (pixel) => !MASKS[mask][pixel]),
        );
      assertAllClose(
        errors.per_image,
        TRUTH.map((image, i) => meanSquare([images[i]], [image], () => true)),
      );
    }
  });

test('drawn pixels are those of the seed: the same again for the same, others for another', async () => {
  const completed = async (seed: number) => (await service.post(COMPLETIONS, request('none', { pixels_per_image: 5, seed }))).json;
  const first = await completed(3);
  assert.deepEqual([first.points, first.provenance.seed], [30, 3]);
  assert.deepEqual((await completed(3)).completed, first.completed);
  assert.notDeepEqual((await completed(4)).completed, first.completed);
});

test('all pixels drawn are all pixels', async () => {
  const { json: drawn } = await service.post(COMPLETIONS, request('top_half', { pixels_per_image: PIXELS }));
  const { json: all } = await service.post(COMPLETIONS, request('top_half', { pixels_per_image: 'all' }));
  assert.equal(drawn.points, all.points);
  assertAllClose(drawn.completed.flat(), all.completed.flat());
});

test('without a truth there are no errors', async () => {
  const { json } = await service.post(COMPLETIONS, request('none', { test: { images: TRUTH } }));
  assert.deepEqual([json.mse, json.mean_image_mse], [undefined, undefined]);
});

test('npy holds the images, npz also what was seen', async () => {
  await service.put('/v1/arrays/train', npy(TRAIN));
  const body = request('top_half', { train: { images: { array_id: 'train' } }, kernel: 'nngp' });
  const { json } = await service.post(COMPLETIONS, body);
  assert.deepEqual(decodeNpy((await service.post(COMPLETIONS, body, { accept: NPY })).bytes), ndArray(json.completed));
  const arrays = unzip((await service.post(COMPLETIONS, body, { accept: NPZ })).bytes);
  assert.deepEqual(
    arrays,
    new Map([
      ['completed', ndArray(json.completed)],
      ['seen', ndArray(json.seen)],
    ]),
  );
});

test('the sheet shows truth, what f saw and the completion, one column for each image', async () => {
  const body = request('top_half');
  const reply = await service.post(COMPLETIONS, body, { accept: 'image/png' });
  assert.equal(reply.headers.get('content-type'), 'image/png');
  const { width, height, data, channels, depth } = decode(reply.bytes);
  assert.deepEqual([width, height, channels, depth], [2 * (WIDTH + 2) + 2, 3 * (HEIGHT + 2) + 2, 1, 8]);
  const { completed } = (await service.post(COMPLETIONS, body)).json;
  const byte = (value: number) => Math.round(255 * Math.min(1, Math.max(0, value)));
  const at = (band: number, image: number, pixel: number) =>
    data[(2 + band * (HEIGHT + 2) + Math.floor(pixel / WIDTH)) * width + 2 + image * (WIDTH + 2) + (pixel % WIDTH)];
  const background = data[0];
  for (let image = 0; image < 2; image++)
    for (let pixel = 0; pixel < PIXELS; pixel++) {
      assert.equal(at(0, image, pixel), byte(TRUTH[image]![pixel]!));
      assert.equal(at(1, image, pixel), MASKS.top_half[pixel] ? byte(TRUTH[image]![pixel]!) : background);
      assert.equal(at(2, image, pixel), byte(completed[image][pixel]));
    }
});

test('several regressors are averaged, and their spread is in the answer', async () => {
  const body = request('none', { pixels_per_image: 4, regressors: 3, seed: 2 });
  const { json } = await service.post(COMPLETIONS, body);
  assert.deepEqual([json.spread.length, json.spread[0].length, json.points], [2, PIXELS, 24]);
  assert.ok(json.spread.flat().every((value: number) => value > 0));
  assert.deepEqual((await service.post(COMPLETIONS, body)).json.completed, json.completed);
  const arrays = unzip((await service.post(COMPLETIONS, body, { accept: NPZ })).bytes);
  assert.deepEqual(arrays.get('spread'), ndArray(json.spread));
  const first = await service.post(COMPLETIONS, request('none', { pixels_per_image: 4, seed: 2 }));
  assert.equal(first.json.spread, undefined);
  assert.notDeepEqual(first.json.completed, json.completed);
});

test('several regressors on all pixels are refused, by the estimate too', async () => {
  const json = request('none', { regressors: 2 });
  const { details } = await service.refuses(422, 'invalid_value', 'POST', COMPLETIONS, { json });
  assert.equal(details.path, '/regressors');
  const estimate = { operation: 'image-completions', request: json };
  const problem = await service.refuses(422, 'invalid_value', 'POST', '/v1/estimates', { json: estimate });
  assert.equal(problem.details.path, '/request/regressors');
});
