import { checkWorkload } from '../../jobs/estimate/check.ts';
import { admit } from '../../jobs/estimate/estimate.ts';
import type { Handlers } from '../contract/types.ts';
import { convergenceStudyInput, empiricalKernelsInput, verificationInput } from '../translate/empirical.ts';
import { capacityOf } from './capacity.ts';
import { empiricalKernelsReply, studyReply, verificationReply } from './results.ts';
import { runJob } from './run-job.ts';
import type { Services } from './services.ts';

export function empiricalHandlers(
  services: Services,
): Pick<Handlers, 'computeEmpiricalKernels' | 'studyConvergence' | 'verifyKernels'> {
  const { arrays } = services;
  return {
    async computeEmpiricalKernels({ body, prefer, signal }) {
      const kind = 'empirical_kernels';
      const input = await empiricalKernelsInput(body, arrays);
      checkWorkload({ kind, input });
      const cost = admit({ kind, input }, capacityOf(services));
      const outcome = await runJob(services, { kind, input, lane: cost.lane, cost }, { prefer, signal });
      if ('accepted' in outcome) return outcome.accepted;
      return { status: 200, ...empiricalKernelsReply(outcome.result), release: outcome.release };
    },

    async studyConvergence({ body, prefer, signal }) {
      const kind = 'convergence_study';
      const input = await convergenceStudyInput(body, arrays);
      checkWorkload({ kind, input });
      const cost = admit({ kind, input }, capacityOf(services));
      const outcome = await runJob(services, { kind, input, lane: cost.lane, cost }, { prefer, signal });
      if ('accepted' in outcome) return outcome.accepted;
      return { status: 200, ...studyReply(outcome.result), release: outcome.release };
    },

    async verifyKernels({ body, prefer, signal }) {
      const kind = 'verification';
      const input = await verificationInput(body, arrays);
      checkWorkload({ kind, input });
      const cost = admit({ kind, input }, capacityOf(services));
      const outcome = await runJob(services, { kind, input, lane: cost.lane, cost }, { prefer, signal });
      if ('accepted' in outcome) return outcome.accepted;
      return { status: 200, ...verificationReply(outcome.result), release: outcome.release };
    },
  };
}
