import { TENSOR_BACKEND_NAMES, type TensorBackendName } from './tensor-backend.ts';

/** Names the backend to use. */
export const TENSORS_VARIABLE = 'HYPERTANGENT_TENSORS';

export { TF32_VARIABLE } from '../../tensorflow/names.ts';

/** What a setting or a request says: a backend, or the fastest there is. */
export type TensorSetting = 'auto' | TensorBackendName;

export const TENSOR_SETTINGS: readonly TensorSetting[] = ['auto', ...TENSOR_BACKEND_NAMES];
