import type { NormalsAddress } from '../random/normals.ts';
import type { LoopBody } from '../threads/pool.ts';
import type { Engine } from '../wasm/engine.ts';
import { fillNormals } from './fill-normals.ts';

/** Numbers from `first` on, a part of them for each index. */
export interface NormalsContext {
  address: NormalsAddress;
  first: number;
  /** In shared memory. */
  out: Float32Array;
}

/** Numbers of one index: half a millisecond of work. */
const PART = 2 ** 18;

export function normalsParts(count: number): number {
  return Math.ceil(count / PART);
}

/** The task `normals`. */
export function normalsTask(wasm: Engine): (context: NormalsContext) => LoopBody {
  return ({ address, first, out }) =>
    (index) => {
      const start = index * PART;
      fillNormals(wasm, address, first + start, out.subarray(start, start + PART));
    };
}
