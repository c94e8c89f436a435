import { checkWorkload } from '../../jobs/estimate/check.ts';
import { admit } from '../../jobs/estimate/estimate.ts';
import type { Handlers } from '../contract/types.ts';
import { searchBody, searchInput } from '../translate/search.ts';
import { capacityOf } from './capacity.ts';
import { runJob } from './run-job.ts';
import type { Services } from './services.ts';

export function searchHandlers(services: Services): Pick<Handlers, 'search'> {
  return {
    async search({ body, prefer, signal }) {
      const input = await searchInput(body, services.arrays);
      checkWorkload({ kind: 'search', input });
      const cost = admit({ kind: 'search', input }, capacityOf(services));
      const outcome = await runJob(services, { kind: 'search', input, lane: cost.lane, cost }, { prefer, signal });
      if ('accepted' in outcome) return outcome.accepted;
      return { status: 200, body: searchBody(outcome.result), release: outcome.release };
    },
  };
}
