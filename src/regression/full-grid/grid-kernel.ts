import type { Hypernetwork } from '../../kernels/architecture.ts';
import type { Matrix } from '../../nd-array.ts';
import type { RegressionKernel } from '../regression.ts';

/** A hypernetwork's kernel between all images × all coordinates: points (x_i, z_j), x-major. */
export interface GridKernel {
  architecture: Hypernetwork;
  kernel: RegressionKernel;
  /** `[n, n₀]` */
  x: Matrix;
  /** `[p, m₀]` */
  z: Matrix;
}
