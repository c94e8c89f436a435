import type * as tfjs from '@tensorflow/tfjs-core';

/** The operations on tensors, whatever computes them. */
export type Tensors = typeof tfjs;

/**
 * What can compute with tensors, the fastest first where all can be had: TensorFlow's library (CUDA or CPU), WebGPU
 * (Dawn), WebAssembly, JavaScript.
 */
export const TENSOR_BACKEND_NAMES = ['tensorflow', 'webgpu', 'wasm', 'cpu'] as const;
export type TensorBackendName = (typeof TENSOR_BACKEND_NAMES)[number];

/** One of them, open in this process: float32. A process has one at a time. */
export interface TensorBackend {
  readonly name: TensorBackendName;
  /** For people: the library or device and its version. */
  readonly device: string;
  /** Whether a graphics processor (or a stand-in for one) computes. */
  readonly accelerator: boolean;
  /** Of the device, where it can be known; of an accelerator its own. */
  readonly memoryBytes?: number;
  readonly tensors: Tensors;
}
