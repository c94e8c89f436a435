import { TENSOR_BACKEND_NAMES, type TensorBackendName } from './tensor-backend.ts';

/** Names the backend to use. */
export const TENSORS_VARIABLE = 'HYPERTANGENT_TENSORS';

/** Lets products of float32 round their factors to 10 bits on devices that are faster that way, if it is 1. */
export const TF32_VARIABLE = 'HYPERTANGENT_TF32';

/** What a setting or a request says: a backend, or the fastest there is. */
export type TensorSetting = 'auto' | TensorBackendName;

export const TENSOR_SETTINGS: readonly TensorSetting[] = ['auto', ...TENSOR_BACKEND_NAMES];
