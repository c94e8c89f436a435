import { admit } from '../../jobs/estimate/estimate.ts';
import type { Handlers } from '../contract/types.ts';
import { kernelsInput } from '../translate/inputs.ts';
import { capacityOf } from './capacity.ts';
import { growingKernel, kernelsReply, NPY, notSingle } from './results.ts';
import { runJob, streamJob } from './run-job.ts';
import type { Services } from './services.ts';

export function kernelHandlers(services: Services): Pick<Handlers, 'computeKernels'> {
  return {
    async computeKernels({ body, accept, prefer, signal }) {
      const input = await kernelsInput(body, services.arrays);
      if (accept === NPY && (input.outputs.length > 1 || input.layers)) throw notSingle('an .npy file holds one matrix');
      const cost = admit({ kind: 'kernels', input }, capacityOf(services));
      const run = accept === NPY ? streamJob : runJob;
      const outcome = await run(services, { kind: 'kernels', input, lane: cost.lane, cost }, { prefer, signal });
      if ('accepted' in outcome) return outcome.accepted;
      if ('growing' in outcome) return { status: 200, accepted: growingKernel(outcome.growing), release: outcome.release };
      return { status: 200, ...kernelsReply(outcome.result), release: outcome.release };
    },
  };
}
