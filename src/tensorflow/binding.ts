/**
 * What of tfjs-node's binding to TensorFlow is used beside tfjs: any operation of the library, on tensors by their ids.
 * Every call blocks the calling thread; on a GPU, operations are queued and reading waits for them.
 */
export interface TensorFlowBinding {
  readonly TF_Version: string;
  /** Kinds of attributes. */
  readonly TF_ATTR_BOOL: number;
  readonly TF_ATTR_TYPE: number;
  isUsingGpuDevice(): boolean;
  /**
   * The id of a new tensor; the array's memory may become its own until it is deleted. Numbers of 64 bits are pairs of
   * 32. All but int32 go to the device.
   */
  createTensor(shape: readonly number[], dtype: number, data: Int32Array): number;
  deleteTensor(id: number): void;
  /** A copy; int64 as BigInt64Array. Not of every type. */
  tensorDataSync(id: number): Int32Array | BigInt64Array;
  /** @throws Error whose message begins with `Invalid TF_Status` */
  executeOp(
    name: string,
    attributes: readonly OpAttribute[],
    inputs: readonly number[],
    outputs: number,
  ): { readonly id: number; readonly shape: readonly number[] }[];
  getNumOfTensors(): number;
}

export interface OpAttribute {
  readonly name: string;
  /** One of the binding's `TF_ATTR_`. */
  readonly type: number;
  readonly value: boolean | number;
}

/** How the library says that memory is used up: by its status 8. */
export const TENSORFLOW_OUT_OF_MEMORY = /TF_Status: 8\b|RESOURCE_?EXHAUSTED|\bOOM\b/i;
