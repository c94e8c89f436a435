import type { Handlers } from '../contract/types.ts';
import { kernelsInput } from '../translate/inputs.ts';
import { growingKernel, kernelsReply, NPY, notSingle } from './results.ts';
import { runJob, streamJob } from './run-job.ts';
import type { Services } from './services.ts';

export function kernelHandlers(services: Services): Pick<Handlers, 'computeKernels'> {
  return {
    async computeKernels(request) {
      const { body, accept } = request;
      const run = accept === NPY ? streamJob : runJob;
      const outcome = await run(services, request, async () => {
        const input = await kernelsInput(body, services.arrays);
        if (accept === NPY && (input.outputs.length > 1 || input.layers)) throw notSingle('an .npy file holds one matrix');
        return { kind: 'kernels', input };
      });
      if ('accepted' in outcome) return outcome.accepted;
      if ('growing' in outcome) return { status: 200, accepted: growingKernel(outcome.growing), release: outcome.release };
      return { status: 200, ...kernelsReply(outcome.result), release: outcome.release };
    },
  };
}
