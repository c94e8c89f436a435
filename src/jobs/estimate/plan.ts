import type { KernelPlan } from './kernel-plan.ts';

/** What a computation does, in numbers of float64 and of operations. */
export interface Plan {
  /** Evaluated one after the other. */
  kernels: readonly KernelPlan[];
  inputNumbers: number;
  outputNumbers: number;
  /** Held beside inputs and outputs. */
  heldNumbers: number;
  choleskyFlops: number;
  /** Of products and of triangular solves. */
  productFlops: number;
}

export const NOTHING: Plan = { kernels: [], inputNumbers: 0, outputNumbers: 0, heldNumbers: 0, choleskyFlops: 0, productFlops: 0 };
