import { admit } from '../../jobs/estimate/estimate.ts';
import type { Handlers } from '../contract/types.ts';
import { imageCompletionInput } from '../translate/inputs.ts';
import { capacityOf } from './capacity.ts';
import { completionReply } from './results.ts';
import { runJob } from './run-job.ts';
import type { Services } from './services.ts';

export function imageCompletionHandlers(services: Services): Pick<Handlers, 'completeImages'> {
  return {
    async completeImages({ body, prefer, signal }) {
      const input = await imageCompletionInput(body, services.arrays);
      const cost = admit({ kind: 'image_completion', input }, capacityOf(services));
      const outcome = await runJob(services, { kind: 'image_completion', input, lane: cost.lane, cost }, { prefer, signal });
      if ('accepted' in outcome) return outcome.accepted;
      return { status: 200, ...completionReply(outcome.result), release: outcome.release };
    },
  };
}
