import { availableParallelism, totalmem } from 'node:os';
import { holds } from '../../access/scopes.ts';
import type { TensorStatus } from '../../empirical/backends/tensor-choice.ts';
import { VERSION } from '../../provenance.ts';
import { contract } from '../contract/document.ts';
import type { Handlers, Schema } from '../contract/types.ts';
import type { Services } from './services.ts';

export function systemHandlers({ queue, tensors, config, caller }: Services): Pick<Handlers, 'getSystem' | 'getContract'> {
  return {
    async getSystem() {
      const { waiting, running, memory, runners } = queue.status();
      const details = {
        node: process.version,
        tensors: tensorsBody(tensors.status()),
        cores: availableParallelism(),
        memory_bytes: totalmem(),
        uptime_seconds: process.uptime(),
        runners: runners.map(({ lane, state, worker, pid, jobsDone }) => ({
          lane,
          state,
          ...(worker !== undefined && { worker }),
          ...(pid !== undefined && { pid }),
          jobs_done: jobsDone,
        })),
        queue: { waiting, running },
      };
      const body = {
        name: 'hypertangent' as const,
        version: VERSION,
        engine: runners.find(({ engine }) => engine !== undefined)?.engine ?? 'starting',
        limits: {
          json_bytes: config.jsonLimitBytes,
          array_bytes: config.arrayLimitBytes,
          wait_seconds: config.waitLimitMs / 1000,
          waiting_jobs: config.maxWaitingJobs,
          compute_memory_bytes: memory.limitBytes,
        },
      };
      return { status: 200, body: holds(caller.scopes, 'admin') ? { ...body, ...details } : body };
    },

    async getContract() {
      return { status: 200, body: contract as never };
    },
  };
}

function tensorsBody(status: TensorStatus): Schema<'TensorStatus'> {
  const { state, refused } = status;
  if (!('backend' in status)) return { state, refused };
  const { backend, device, accelerator, memoryBytes, matmulGflops } = status;
  return {
    state,
    backend,
    device,
    accelerator,
    ...(memoryBytes !== undefined && { memory_bytes: memoryBytes }),
    matmul_gflops: matmulGflops,
    refused,
  };
}
