import { completeImages } from '../../experiments/image-completion.ts';
import type { ImageErrors } from '../../experiments/image-errors.ts';
import { requireFinite } from './finite.ts';
import { asMatrix } from './load-array.ts';
import type { ImageErrorsOutput, Program } from './program.ts';

/** POST /v1/image-completions */
export const imageCompletionProgram: Program<'image_completion'> = async (input, context) => {
  const { architecture, kernel, imageShape, pixelsPerImage, regressors, seed, ridge, jitters, solver, mask } = input;
  const trainImages = asMatrix(await context.load(input.trainImages, '/train/images'), '/train/images');
  const testImages = asMatrix(await context.load(input.testImages, '/test/images'), '/test/images');
  const truth = input.truth && asMatrix(await context.load(input.truth, '/test/truth'), '/test/truth');
  const completion = await completeImages(
    {
      architecture,
      kernel,
      imageShape,
      trainImages,
      testImages,
      ...(truth && { truth }),
      mask: typeof mask === 'string' ? mask : (await context.load(mask, '/mask')).data,
      pixelsPerImage,
      regressors,
      seed,
      ridge,
      jitters,
      solver,
    },
    context.engine,
    context.control,
  );
  const { mse, meanImageMse, ...rest } = completion;
  requireFinite(completion.trainMse, 'the training error', '/train/images');
  requireFinite(mse?.allPixels, 'the error', '/test/truth');
  requireFinite(meanImageMse?.allPixels, 'the error of the mean image', '/test/truth');
  return {
    ...rest,
    testImages,
    ...(truth && { truth }),
    ...(mse && { mse: errorsOutput(mse) }),
    ...(meanImageMse && { meanImageMse: errorsOutput(meanImageMse) }),
    provenance: context.provenance({ seed, jitter: completion.jitter }),
  };
};

function errorsOutput(errors: ImageErrors): ImageErrorsOutput {
  return { ...errors, perImage: { shape: [errors.perImage.length], data: errors.perImage } };
}
