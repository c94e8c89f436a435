import type { Architecture } from '../kernels/architecture.ts';
import type { Points } from '../kernels/points.ts';
import type { RegressionKernel } from './regression.ts';

/** The kernel matrix K(U, U) by what it is made from. */
export interface KernelSource {
  architecture: Architecture;
  kernel: RegressionKernel;
  /** U */
  points: Points;
}
