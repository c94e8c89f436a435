import type { NormalSource } from '../random/normals.ts';
import type { Tensors } from './backends/tensor-backend.ts';

/** Generated weights that are drawn and used at a time, over all networks, unless the means say otherwise. */
export const BLOCK_NUMBERS = 2 ** 22;

/** What finite networks are computed with. */
export interface NetworkMeans {
  tensors: Tensors;
  normals: NormalSource;
  /** Generated weights that are drawn and used at a time; the default suits all. */
  blockNumbers?: number;
}
