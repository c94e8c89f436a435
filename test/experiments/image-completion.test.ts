import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { uncontrolled } from '../../src/control.ts';
import { pixelCoordinates } from '../../src/datasets/pixel-coordinates.ts';
import { referenceEngine as engine } from '../../src/engine/engine.ts';
import { type ErrorCode, isHypertangentError } from '../../src/errors.ts';
import {
  completeImages,
  fittedRegressors,
  type ImageCompletionProblem,
  type Mask,
  seenPixels,
} from '../../src/experiments/image-completion.ts';
import { imageErrors, meanImage } from '../../src/experiments/image-errors.ts';
import { matrix } from '../../src/nd-array.ts';
import { RandomStream } from '../../src/random/stream.ts';
import { fitDense } from '../../src/regression/dense/fit.ts';
import { fitRegression } from '../../src/regression/fit.ts';
import { predict } from '../../src/regression/predict.ts';
import { DEFAULT_SOLVER } from '../../src/regression/solver.ts';
import { hypernetwork, mlp, paired, RELU, relativeError, toMatrix, toRows } from '../reference/cases.ts';
import type { Rows } from '../reference/naive-kernels.ts';
import { standardNormals } from '../reference/normals.ts';

const SHAPE = [3, 4] as const;
const PIXELS = 12;
const architecture = hypernetwork(mlp(3, RELU), mlp(2, RELU), { kind: 'fourier_limit', lengthScale: 1.5 });

const images = (count: number, seed: number): Rows => {
  const normal = standardNormals(seed);
  return Array.from({ length: count }, () => Array.from({ length: PIXELS }, normal));
};

const [trainImages, testImages] = [images(5, 1), images(3, 2)];

function problem(rest: Partial<ImageCompletionProblem> = {}): ImageCompletionProblem {
  return {
    architecture,
    kernel: 'ntk',
    imageShape: SHAPE,
    trainImages: toMatrix(trainImages),
    testImages: toMatrix(testImages),
    mask: 'none',
    pixelsPerImage: 'all',
    regressors: 1,
    seed: 0,
    ridge: { value: 0.01, scale: 'absolute' },
    jitters: [],
    solver: DEFAULT_SOLVER,
    ...rest,
  };
}

const complete = async (rest: Partial<ImageCompletionProblem> = {}) =>
  completeImages(problem(rest), fittedRegressors(problem(rest), engine), uncontrolled);

/** Pixels of every training image; all of them unless drawn. */
const drawnPixels = (seed: number, count: number | 'all') =>
  trainImages.map((_, image) =>
    count === 'all'
      ? Array.from({ length: PIXELS }, (_, pixel) => pixel)
      : [...new RandomStream(seed, image).sample(PIXELS, count)],
  );

/** The same regression, point by point: (seen pixels of an image, coordinates of a pixel) ↦ the pixel. */
async function byHand(kernel: 'nngp' | 'ntk', seen: number[], drawn: number[][]) {
  const look = (image: number[]) => seen.map((pixel) => image[pixel]!);
  const at = (pixel: number) => [Math.floor(pixel / SHAPE[1]), pixel % SHAPE[1]];
  const of = (list: Rows, pixelsOf: number[][]) => ({
    points: paired(
      list.flatMap((image, i) => pixelsOf[i]!.map(() => look(image))),
      list.flatMap((_, i) => pixelsOf[i]!.map(at)),
      'rows',
    ),
    labels: list.flatMap((image, i) => pixelsOf[i]!.map((pixel) => [image[pixel]!])),
  });
  const { points, labels } = of(trainImages, drawn);
  const { ridge, jitters } = problem();
  const model = await fitDense({ architecture, kernel, points, labels: toMatrix(labels), ridge, jitters }, engine, uncontrolled);
  const every = testImages.map(() => Array.from({ length: PIXELS }, (_, pixel) => pixel));
  const { mean } = await predict(model, of(testImages, every).points, false, engine, uncontrolled);
  return { completed: toRows(matrix(testImages.length, PIXELS, mean.data)), trainMse: model.trainMse, points: labels.length };
}

describe('a completion is a regression on explicit points', () => {
  const custom = Float64Array.from({ length: PIXELS }, (_, pixel) => (pixel % 3 === 0 ? 0 : pixel));
  const masks: [string, Mask, number[]][] = [
    ['none', 'none', [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]],
    ['top half', 'top_half', [0, 1, 2, 3]],
    ['an array', custom, [1, 2, 4, 5, 7, 8, 10, 11]],
  ];
  for (const [name, mask, seen] of masks) {
    for (const pixelsPerImage of ['all', 5] as const) {
      test(`mask ${name}, ${pixelsPerImage} pixels`, async () => {
        for (const kernel of ['nngp', 'ntk'] as const) {
          const result = await complete({ mask, pixelsPerImage, seed: 9, kernel });
          const expected = await byHand(kernel, seen, drawnPixels(9, pixelsPerImage));
          assert.ok(relativeError(toRows(result.completed), expected.completed) < 1e-9, kernel);
          assert.ok(Math.abs(result.trainMse / expected.trainMse - 1) < 1e-8);
          assert.deepEqual([result.points, result.ridge, result.jitter], [expected.points, 0.01, 0]);
          assert.deepEqual(result.seen.shape, [3, 4]);
          assert.deepEqual(
            [...result.seen.data],
            Array.from({ length: PIXELS }, (_, pixel) => Number(seen.includes(pixel))),
          );
          assert.deepEqual([...seenPixels(mask, SHAPE)], seen);
        }
      });
    }
  }

  test('of a test image only the seen pixels are read', async () => {
    const hidden = testImages.map((image) => image.map((value, pixel) => (pixel < 4 ? value : Number.NaN)));
    const result = await complete({ mask: 'top_half', testImages: toMatrix(hidden) });
    assert.deepEqual(result.completed, (await complete({ mask: 'top_half' })).completed);
  });
});

test('errors are those of the completed images and of the mean training image', async () => {
  const truth = toMatrix(testImages);
  const { completed, seen, mse, meanImageMse } = await complete({ mask: 'top_half', truth });
  assert.deepEqual(mse, imageErrors(completed, truth, seen.data));
  assert.deepEqual(meanImageMse, imageErrors(meanImage(toMatrix(trainImages)), truth, seen.data));
  const without = await complete();
  assert.ok(!('mse' in without) && !('meanImageMse' in without));
});

test('draws of pixels depend on the seed alone', async () => {
  const first = await complete({ pixelsPerImage: 3, seed: 2 ** 40 });
  assert.deepEqual(await complete({ pixelsPerImage: 3, seed: 2 ** 40 }), first);
  assert.notDeepEqual((await complete({ pixelsPerImage: 3, seed: 1 })).completed, first.completed);
  const drawn = drawnPixels(0, 3).map(String);
  assert.ok(new Set(drawn).size > 1, 'images have draws of their own');
});

test('the top half of an odd height leaves the middle row out', () => {
  assert.deepEqual([...seenPixels('top_half', [5, 2])], [0, 1, 2, 3]);
});

describe('refusals', () => {
  const cases: [string, ErrorCode, string, Partial<ImageCompletionProblem>][] = [
    ['training images of another size', 'shape_mismatch', '/train/images', { trainImages: matrix(2, 11) }],
    ['test images of another size', 'shape_mismatch', '/test/images', { testImages: matrix(2, 13) }],
    ['truth of another size', 'shape_mismatch', '/test/truth', { truth: matrix(3, 11) }],
    ['truth of another number of images', 'shape_mismatch', '/test/truth', { truth: matrix(2, PIXELS) }],
    ['no training images', 'empty_array', '/train/images', { trainImages: matrix(0, PIXELS) }],
    ['no test images', 'empty_array', '/test/images', { testImages: matrix(0, PIXELS) }],
    ['a mask of another size', 'shape_mismatch', '/mask', { mask: new Float64Array(11).fill(1) }],
    ['a mask that shows nothing', 'invalid_value', '/mask', { mask: new Float64Array(PIXELS) }],
    ['the top half of one row', 'invalid_value', '/mask', { mask: 'top_half', imageShape: [1, PIXELS] }],
    ['more pixels than there are', 'invalid_value', '/pixels_per_image', { pixelsPerImage: PIXELS + 1 }],
  ];
  for (const [what, code, path, rest] of cases) {
    test(what, async () => {
      await assert.rejects(
        complete(rest),
        (error) => isHypertangentError(error) && error.code === code && (error.details as { path: string }).path === path,
      );
    });
  }

  test('as many pixels as there are is all of them', async () => {
    const { completed } = await complete({ pixelsPerImage: PIXELS });
    assert.ok(relativeError(toRows(completed), toRows((await complete()).completed)) < 1e-9);
  });
});

describe('several regressors', () => {
  const drawn = { pixelsPerImage: 4, seed: 9 };

  test('the first is the one of a single regression', async () => {
    const { completed, spread } = await complete({ ...drawn, regressors: 1 });
    assert.equal(spread, undefined);
    assert.deepEqual(completed, (await complete(drawn)).completed);
  });

  test('their mean and spread are those of regressions on their draws', async () => {
    const regressors = 3;
    const found = await complete({ ...drawn, regressors });
    const count = trainImages.length;
    // The draws of regressor r are those of images r·n and on.
    const alone = await Promise.all(
      [0, 1, 2].map(async (regressor) => {
        const x: Rows = [];
        const z: Rows = [];
        const y: Rows = [];
        for (const [image, pixels] of trainImages.entries())
          for (const pixel of new RandomStream(drawn.seed, regressor * count + image).sample(PIXELS, drawn.pixelsPerImage)) {
            x.push(pixels);
            z.push([Math.floor(pixel / SHAPE[1]), pixel % SHAPE[1]]);
            y.push([pixels[pixel]!]);
          }
        const { ridge, jitters, solver } = problem();
        const regression = { architecture, kernel: 'ntk' as const, ridge, jitters, solver };
        const model = await fitRegression(
          { ...regression, points: paired(x, z, 'rows'), labels: toMatrix(y) },
          engine,
          uncontrolled,
        );
        const test = { x: toMatrix(testImages), z: pixelCoordinates(SHAPE), pairing: 'grid' as const };
        const { mean } = await predict(model, test, false, engine, uncontrolled);
        return { mean: mean.data, trainMse: model.trainMse };
      }),
    );
    for (let at = 0; at < found.completed.data.length; at++) {
      const values = alone.map(({ mean }) => mean[at]!);
      const mean = values.reduce((sum, value) => sum + value, 0) / regressors;
      const spread = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (regressors - 1));
      assert.ok(Math.abs(found.completed.data[at]! - mean) < 1e-10);
      assert.ok(Math.abs(found.spread!.data[at]! - spread) < 1e-9);
    }
    assert.deepEqual(found.spread!.shape, found.completed.shape);
    assert.ok(Math.abs(found.trainMse / (alone.reduce((sum, { trainMse }) => sum + trainMse, 0) / regressors) - 1) < 1e-9);
    assert.equal(found.points, count * drawn.pixelsPerImage);
  });

  test('on all pixels would be the same one, and are refused', async () => {
    await assert.rejects(
      complete({ regressors: 2 }),
      (error) => isHypertangentError(error, 'invalid_value') && error.details.path === '/regressors',
    );
  });

  test('a single regression on subsets has a spread, too', async () => {
    const solver = { kind: 'subsets' as const, count: 2, size: 20, disjoint: true, seed: 0 };
    const { spread, completed } = await complete({ solver });
    assert.deepEqual(spread!.shape, completed.shape);
  });
});
