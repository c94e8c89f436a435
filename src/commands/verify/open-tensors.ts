import type { TensorBackend, TensorBackendName } from '../../empirical/backends/tensor-backend.ts';
import { HypertangentError } from '../../errors.ts';

/** Opens what computes with finite networks in this process. */
export type OpenTensors = (name: TensorBackendName | 'auto') => Promise<TensorBackend>;

/** Plain JavaScript, which is everywhere. @throws HypertangentError `invalid_value` for what is asked for beside it */
export const openTensors: OpenTensors = async (name) => {
  if (name !== 'auto' && name !== 'cpu') {
    const expected = 'auto or cpu';
    throw new HypertangentError('invalid_value', `/backend must be ${expected} here, got ${name}`, {
      path: '/backend',
      expected,
      received: name,
    });
  }
  const tensors = await import('@tensorflow/tfjs-core');
  tensors.env().set('PROD', true);
  await import('@tensorflow/tfjs-backend-cpu');
  await tensors.setBackend('cpu');
  return { name: 'cpu', device: `JavaScript (tfjs ${tensors.version_core})`, accelerator: false, tensors };
};
