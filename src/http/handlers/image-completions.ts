import type { Handlers } from '../contract/types.ts';
import { imageCompletionInput } from '../translate/inputs.ts';
import { completionReply } from './results.ts';
import { runJob } from './run-job.ts';
import type { Services } from './services.ts';

export function imageCompletionHandlers(services: Services): Pick<Handlers, 'completeImages'> {
  return {
    async completeImages(request) {
      const outcome = await runJob(services, request, async () => {
        return { kind: 'image_completion', input: await imageCompletionInput(request.body, services.arrays) };
      });
      if ('accepted' in outcome) return outcome.accepted;
      return { status: 200, ...completionReply(outcome.result), release: outcome.release };
    },
  };
}
