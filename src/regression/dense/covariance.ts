import type { Control } from '../../control.ts';
import type { Engine } from '../../engine/engine.ts';
import { kernelMatrices } from '../../kernels/kernel-matrices.ts';
import type { Points } from '../../kernels/points.ts';
import type { Matrix } from '../../nd-array.ts';
import type { DenseRegression } from './fit.ts';

/**
 * K(U*, U*) − (L⁻¹K(U, U*))ᵀ·L⁻¹K(U, U*), the posterior covariance of the noise-free function, `[t, t]`.
 *
 * Rasmussen & Williams, *Gaussian Processes for Machine Learning*, Eq. 2.24. Time: t²n operations and the kernel.
 *
 * @param explained (L⁻¹K(U, U*))ᵀ, `[t, n]`
 * @param variance its diagonal, at least 0, `[t]`
 * @throws HypertangentError `kernel_overflow`
 */
export async function posteriorCovariance(
  { architecture, kernel }: Pick<DenseRegression, 'architecture' | 'kernel'>,
  test: Points,
  explained: Matrix,
  variance: Float64Array,
  engine: Engine,
  control: Control,
): Promise<Matrix> {
  const { matrices } = await kernelMatrices({ architecture, points: test, outputs: [kernel] }, engine.kernels, control);
  const covariance = matrices[kernel]!;
  await engine.linalg.syrk(explained, { alpha: -1, beta: 1, into: covariance });
  for (const [i, value] of variance.entries()) covariance.data[i * variance.length + i] = value;
  return covariance;
}
