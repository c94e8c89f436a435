import type { Tensor1D, Tensor3D } from '@tensorflow/tfjs-core';
import type { Hypernetwork } from '../../kernels/architecture.ts';
import type { HypernetworkPoints } from '../../kernels/points.ts';
import { type Matrix, takeRows } from '../../nd-array.ts';
import type { Tensors } from '../backends/tensor-backend.ts';
import { requireFloat32 } from '../float32-range.ts';
import { coordinateInputs } from './coordinate-inputs.ts';
import { type FiniteMlp, finiteMlp } from './finite-mlp.ts';
import type { Sides } from './gram.ts';
import { groupPoints } from './grouped-points.ts';
import { parameterCount } from './layer-sizes.ts';

/** h(x, z) = g(z; f(x)) of finite widths at some points. */
export interface FiniteHypernetwork {
  readonly hyper: FiniteMlp;
  readonly primary: FiniteMlp;
  readonly sides: Sides;
  /** `[1, images, n₀]` */
  readonly images: Tensor3D;
  /** g's scaled inputs in each slot of each image, `[1, images·slots, m₀]` */
  readonly coordinates: Tensor3D;
  readonly slots: number;
  /** Slot, and image, of each point. */
  readonly slotOf: Tensor1D;
  readonly imageOf: Tensor1D;
}

/**
 * A hypernetwork at points of the left side and, unless the kernel is symmetric, of the right one.
 *
 * @throws HypertangentError `invalid_value` or `shape_mismatch`, naming the part of `/architecture`
 */
export function finiteHypernetwork(
  tf: Tensors,
  { hyper, primary, coordinateFeatures }: Hypernetwork,
  points: HypernetworkPoints,
  others?: HypernetworkPoints,
): FiniteHypernetwork {
  const grouped = groupPoints(points, others);
  const z = coordinateInputs(coordinateFeatures, grouped.coordinates, '/architecture/coordinate_features');
  const g = finiteMlp(tf, primary, { size: z.shape[1], scaled: true }, 1, '/architecture/primary');
  const generated = parameterCount(g.sizes, g.biasStd > 0);
  return {
    hyper: finiteMlp(tf, hyper, { size: grouped.images.shape[1] }, generated, '/architecture/hyper'),
    primary: g,
    sides: grouped.sides,
    images: batchOfOne(tf, grouped.images),
    coordinates: batchOfOne(tf, takeRows(z, grouped.coordinateOf)),
    slots: grouped.slots,
    slotOf: tf.tensor1d(grouped.slotOf, 'int32'),
    imageOf: tf.tensor1d(grouped.imageOf, 'int32'),
  };
}

/** `[rows, columns]` → `[1, rows, columns]` in float32. @throws HypertangentError `not_finite` */
export function batchOfOne(tf: Tensors, source: Matrix): Tensor3D {
  requireFloat32(source, '/points');
  return tf.tensor3d(Float32Array.from(source.data), [1, ...source.shape], 'float32');
}
