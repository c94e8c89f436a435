import { imageCompletionSeconds, laneOf } from '../../jobs/cost.ts';
import type { ImageCompletionInput } from '../../jobs/programs/program.ts';
import type { Handlers } from '../contract/types.ts';
import { hypernetwork } from '../translate/architecture.ts';
import { arrayInput } from '../translate/arrays.ts';
import { ridge } from '../translate/regression.ts';
import { completionReply } from './results.ts';
import { runJob } from './run-job.ts';
import type { Services } from './services.ts';

export function imageCompletionHandlers(services: Services): Pick<Handlers, 'completeImages'> {
  const { arrays } = services;
  return {
    async completeImages({ body, prefer, signal }) {
      const { mask = 'none' } = body;
      const input: ImageCompletionInput = {
        architecture: hypernetwork(body.architecture),
        kernel: body.kernel ?? 'ntk',
        imageShape: body.image_shape as [number, number],
        trainImages: await arrayInput(body.train.images, '/train/images', arrays),
        testImages: await arrayInput(body.test.images, '/test/images', arrays),
        ...(body.test.truth !== undefined && { truth: await arrayInput(body.test.truth, '/test/truth', arrays) }),
        mask: typeof mask === 'string' ? mask : await arrayInput(mask, '/mask', arrays),
        pixelsPerImage: body.pixels_per_image ?? 'all',
        seed: body.seed ?? 0,
        ridge: ridge(body.ridge),
        jitters: body.jitter ?? [],
      };
      const lane = laneOf(imageCompletionSeconds(input));
      const outcome = await runJob(services, { kind: 'image_completion', input, lane }, { prefer, signal });
      if ('accepted' in outcome) return outcome.accepted;
      return { status: 200, ...completionReply(outcome.result), release: outcome.release };
    },
  };
}
