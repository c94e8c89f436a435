import { checked } from '../../jobs/estimate/check.ts';
import type { Handlers } from '../contract/types.ts';
import { convergenceStudyInput, empiricalKernelsInput, verificationInput } from '../translate/empirical.ts';
import { empiricalKernelsReply, studyReply, verificationReply } from './results.ts';
import { runJob } from './run-job.ts';
import type { Services } from './services.ts';

export function empiricalHandlers(
  services: Services,
): Pick<Handlers, 'computeEmpiricalKernels' | 'studyConvergence' | 'verifyKernels'> {
  const { arrays } = services;
  return {
    async computeEmpiricalKernels(request) {
      const outcome = await runJob(services, request, async () =>
        checked({ kind: 'empirical_kernels', input: await empiricalKernelsInput(request.body, arrays) }),
      );
      if ('accepted' in outcome) return outcome.accepted;
      return { status: 200, ...empiricalKernelsReply(outcome.result), release: outcome.release };
    },

    async studyConvergence(request) {
      const outcome = await runJob(services, request, async () =>
        checked({ kind: 'convergence_study', input: await convergenceStudyInput(request.body, arrays) }),
      );
      if ('accepted' in outcome) return outcome.accepted;
      return { status: 200, ...studyReply(outcome.result), release: outcome.release };
    },

    async verifyKernels(request) {
      const outcome = await runJob(services, request, async () =>
        checked({ kind: 'verification', input: await verificationInput(request.body, arrays) }),
      );
      if ('accepted' in outcome) return outcome.accepted;
      return { status: 200, ...verificationReply(outcome.result), release: outcome.release };
    },
  };
}
