import type { Config } from '../../config.ts';
import type { TensorSetting } from '../../empirical/backends/names.ts';
import { openTensorBackend } from '../../empirical/backends/open.ts';
import type { TensorBackend } from '../../empirical/backends/tensor-backend.ts';
import { TensorChoice } from '../../empirical/backends/tensor-choice.ts';

/** Opens what computes with finite networks in this process. */
export type OpenTensors = (name: TensorSetting) => Promise<TensorBackend>;

/** As the service chooses. @throws HypertangentError `backend_unavailable` */
export function tensorOpener({ tensors, threads }: Pick<Config, 'tensors' | 'threads'>): OpenTensors {
  const choice = new TensorChoice(tensors, threads);
  return async (name) => openTensorBackend(await choice.resolve(name), threads);
}
