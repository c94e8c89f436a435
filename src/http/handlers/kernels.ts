import { kernelsSeconds, laneOf } from '../../jobs/cost.ts';
import type { KernelsInput } from '../../jobs/programs/program.ts';
import type { Handlers } from '../contract/types.ts';
import { architecture } from '../translate/architecture.ts';
import { pointsInput } from '../translate/arrays.ts';
import { kernelsReply, NPY, notSingle } from './results.ts';
import { runJob } from './run-job.ts';
import type { Services } from './services.ts';

export function kernelHandlers(services: Services): Pick<Handlers, 'computeKernels'> {
  const { arrays } = services;
  return {
    async computeKernels({ body, accept, prefer, signal }) {
      const input: KernelsInput = {
        architecture: architecture(body.architecture),
        points: await pointsInput(body.points, '/points', arrays),
        ...(body.points2 && { points2: await pointsInput(body.points2, '/points2', arrays) }),
        outputs: body.outputs ?? ['nngp', 'ntk'],
        layers: body.layers ?? false,
      };
      if (accept === NPY && (input.outputs.length > 1 || input.layers)) throw notSingle('an .npy file holds one matrix');
      const outcome = await runJob(services, { kind: 'kernels', input, lane: laneOf(kernelsSeconds(input)) }, { prefer, signal });
      if ('accepted' in outcome) return outcome.accepted;
      return { status: 200, ...kernelsReply(outcome.result), release: outcome.release };
    },
  };
}
