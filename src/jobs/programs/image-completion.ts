import { subControl } from '../../control.ts';
import {
  completeImages,
  fittedRegressors,
  type ImageCompletionProblem,
  type Regressor,
  type RegressorSource,
} from '../../experiments/image-completion.ts';
import type { ImageErrors } from '../../experiments/image-errors.ts';
import { loadArrays } from '../../store/bundle.ts';
import { requireFinite } from './finite.ts';
import { gatheredProvenance } from './gathered-provenance.ts';
import { asMatrix } from './load-array.ts';
import type { ImageRegressorsOutput } from './part-types.ts';
import type { ImageCompletionInput, ImageErrorsOutput, Program, ProgramContext } from './program.ts';

/** POST /v1/image-completions */
export const imageCompletionProgram: Program<'image_completion'> = async ({ parts, ...input }, context) => {
  const problem = await loadImages(input, context);
  const source = parts ? gatheredRegressors(parts) : fittedRegressors(problem, context.engine);
  const completion = await completeImages(problem, source, context.control);
  const { testImages, truth, seed } = problem;
  const { mse, meanImageMse, ...rest } = completion;
  requireFinite(completion.trainMse, 'the training error', '/train/images');
  requireFinite(mse?.allPixels, 'the error', '/test/truth');
  requireFinite(meanImageMse?.allPixels, 'the error of the mean image', '/test/truth');
  const provenance = context.provenance({ seed, jitter: completion.jitter });
  return {
    ...rest,
    testImages,
    ...(truth && { truth }),
    ...(mse && { mse: errorsOutput(mse) }),
    ...(meanImageMse && { meanImageMse: errorsOutput(meanImageMse) }),
    provenance: parts ? gatheredProvenance(provenance, parts) : provenance,
  };
};

/** Some of its regressors. */
export const imageRegressorsProgram: Program<'image_regressors'> = async ({ completion, first, count }, context) => {
  const source = fittedRegressors(await loadImages(completion, context), context.engine);
  const regressors = [];
  for (let index = first; index < first + count; index++) {
    const from = index - first;
    regressors.push(await source(index, subControl(context.control, from / count, (from + 1) / count)));
  }
  return { regressors, provenance: context.provenance({ seed: completion.seed }) };
};

async function loadImages(input: ImageCompletionInput, { load }: Pick<ProgramContext, 'load'>): Promise<ImageCompletionProblem> {
  const { mask, truth: truthOfTest, ...rest } = input;
  const trainImages = asMatrix(await load(input.trainImages, '/train/images'), '/train/images');
  const testImages = asMatrix(await load(input.testImages, '/test/images'), '/test/images');
  const truth = truthOfTest && asMatrix(await load(truthOfTest, '/test/truth'), '/test/truth');
  return {
    ...rest,
    trainImages,
    testImages,
    ...(truth && { truth }),
    mask: typeof mask === 'string' ? mask : (await load(mask, '/mask')).data,
  };
}

function gatheredRegressors(parts: readonly ImageRegressorsOutput[]): RegressorSource {
  const regressors = parts.flatMap((part) => part.regressors);
  return async (index, control) => {
    await control.checkpoint(0);
    return (await loadArrays(regressors[index])) as Regressor;
  };
}

function errorsOutput(errors: ImageErrors): ImageErrorsOutput {
  return { ...errors, perImage: { shape: [errors.perImage.length], data: errors.perImage } };
}
