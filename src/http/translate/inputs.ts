import { atField } from '../../jobs/programs/load-array.ts';
import type {
  ImageCompletionInput,
  KernelsInput,
  PredictionInput,
  RegressionInput,
  StartInput,
} from '../../jobs/programs/program.ts';
import type { ArrayStore } from '../../store/array-store.ts';
import type { RegressionStore } from '../../store/regression-store.ts';
import type { Schema } from '../contract/types.ts';
import { architecture, hypernetwork } from './architecture.ts';
import { arrayInput, pointsInput } from './arrays.ts';
import { ridge, solver } from './regression.ts';

/** The bodies of operations as inputs of their programs, defaults filled in. */

export async function kernelsInput(body: Schema<'KernelsRequest'>, arrays: ArrayStore): Promise<KernelsInput> {
  return {
    architecture: architecture(body.architecture),
    points: await pointsInput(body.points, '/points', arrays),
    ...(body.points2 && { points2: await pointsInput(body.points2, '/points2', arrays) }),
    outputs: body.outputs ?? ['nngp', 'ntk'],
    layers: body.layers ?? false,
  };
}

export async function regressionInput(
  body: Schema<'RegressionRequest'>,
  arrays: ArrayStore,
  regressions: RegressionStore,
): Promise<RegressionInput> {
  const { y, observed, ...points } = body.train;
  return {
    architecture: architecture(body.architecture),
    kernel: body.kernel ?? 'ntk',
    train: {
      ...(await pointsInput(points, '/train', arrays)),
      y: await arrayInput(y, '/train/y', arrays),
      ...(observed !== undefined && { observed: await arrayInput(observed, '/train/observed', arrays) }),
    },
    ridge: ridge(body.ridge),
    jitters: body.jitter ?? [],
    solver: solver(body.solver),
    ...(body.start_from !== undefined && { startFrom: await startInput(body.start_from, regressions) }),
    diagnostics: body.diagnostics ?? [],
    gradientFlow: body.gradient_flow ?? false,
  };
}

/** @throws HypertangentError `regression_not_found` */
async function startInput(id: string, regressions: RegressionStore): Promise<StartInput> {
  const { regression } = await atField('/start_from', () => regressions.stored(id));
  return { regressionId: id, solver: regression.solver, ...('weights' in regression && { shape: regression.weights.shape }) };
}

export async function predictionInput(
  regressionId: string,
  body: Schema<'PredictionRequest'>,
  arrays: ArrayStore,
): Promise<PredictionInput> {
  const { test, variance = false, covariance = false, times } = body;
  return {
    regressionId,
    test: test === 'train' ? test : await pointsInput(test, '/test', arrays),
    variance,
    covariance,
    ...(times && { times }),
  };
}

export async function imageCompletionInput(
  body: Schema<'ImageCompletionRequest'>,
  arrays: ArrayStore,
): Promise<ImageCompletionInput> {
  const { mask = 'none' } = body;
  return {
    architecture: hypernetwork(body.architecture),
    kernel: body.kernel ?? 'ntk',
    imageShape: body.image_shape as [number, number],
    trainImages: await arrayInput(body.train.images, '/train/images', arrays),
    testImages: await arrayInput(body.test.images, '/test/images', arrays),
    ...(body.test.truth !== undefined && { truth: await arrayInput(body.test.truth, '/test/truth', arrays) }),
    mask: typeof mask === 'string' ? mask : await arrayInput(mask, '/mask', arrays),
    pixelsPerImage: body.pixels_per_image ?? 'all',
    regressors: body.regressors ?? 1,
    seed: body.seed ?? 0,
    ridge: ridge(body.ridge),
    jitters: body.jitter ?? [],
    solver: solver(body.solver),
  };
}
