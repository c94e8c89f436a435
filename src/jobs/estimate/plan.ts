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
  /** Of float32 products in a tensor backend. */
  tensorFlops: number;
  /** Seconds that calls of a tensor library take, however small their tensors. */
  callSeconds: number;
  /** Random normal numbers of float32 that are drawn. */
  drawnNumbers: number;
}

/** Both, one after the other, as far as their memory is held at once. */
export function plus(a: Plan, b: Partial<Plan>): Plan {
  const sum = (name: Exclude<keyof Plan, 'kernels'>) => a[name] + (b[name] ?? 0);
  return {
    kernels: [...a.kernels, ...(b.kernels ?? [])],
    inputNumbers: sum('inputNumbers'),
    outputNumbers: sum('outputNumbers'),
    heldNumbers: sum('heldNumbers'),
    choleskyFlops: sum('choleskyFlops'),
    productFlops: sum('productFlops'),
    tensorFlops: sum('tensorFlops'),
    callSeconds: sum('callSeconds'),
    drawnNumbers: sum('drawnNumbers'),
  };
}

export const NOTHING: Plan = {
  kernels: [],
  inputNumbers: 0,
  outputNumbers: 0,
  heldNumbers: 0,
  choleskyFlops: 0,
  productFlops: 0,
  tensorFlops: 0,
  callSeconds: 0,
  drawnNumbers: 0,
};
