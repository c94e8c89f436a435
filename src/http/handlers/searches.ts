import { checked } from '../../jobs/estimate/check.ts';
import type { Handlers } from '../contract/types.ts';
import { searchBody, searchInput } from '../translate/search.ts';
import { runJob } from './run-job.ts';
import type { Services } from './services.ts';

export function searchHandlers(services: Services): Pick<Handlers, 'search'> {
  return {
    async search(request) {
      const outcome = await runJob(services, request, async () =>
        checked({ kind: 'search', input: await searchInput(request.body, services.arrays) }),
      );
      if ('accepted' in outcome) return outcome.accepted;
      return { status: 200, body: searchBody(outcome.result), release: outcome.release };
    },
  };
}
