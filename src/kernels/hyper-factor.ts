import { type Matrix, matrix } from '../nd-array.ts';
import type { Mlp } from './architecture.ts';
import { mirror } from './mirror.ts';
import { MlpKernelRows } from './mlp.ts';

/** What f contributes to the kernels of h = g(z; f(x)), for every pair of distinct images. */
export interface HyperFactor {
  /** S^l(x, x′) after each of f's layers; the last is the covariance of generated weights. Layers not asked for are missing. */
  readonly covariance: ReadonlyMap<number, Matrix>;
  /** Θ_f^l(x, x′), likewise. */
  readonly tangent: ReadonlyMap<number, Matrix>;
  readonly depth: number;
  /** S(x, x) and Θ_f^l(x, x) on either side. */
  readonly left: MlpKernelRows['leftDiagonals'];
  readonly right: MlpKernelRows['leftDiagonals'];
}

/** Computes S^l for `covarianceLayers` and Θ_f^l for `tangentLayers` (1 … depth). */
export function hyperFactor(
  hyper: Mlp,
  images: Matrix,
  others: Matrix | undefined,
  covarianceLayers: Iterable<number>,
  tangentLayers: Iterable<number>,
  path: string,
): HyperFactor {
  const rows = new MlpKernelRows(hyper, images, others, path);
  const tables = (layers: Iterable<number>) => new Map([...layers].map((layer) => [layer, matrix(rows.rows, rows.columns)]));
  const covariance = tables(covarianceLayers);
  const tangent = tables(tangentLayers);
  rows.evaluate(0, rows.rows, [
    ...[...covariance].map(([layer, { data }]) => ({ output: 'nngp' as const, layer, data })),
    ...[...tangent].map(([layer, { data }]) => ({ output: 'ntk' as const, layer, data })),
  ]);
  if (rows.symmetric) for (const table of [...covariance.values(), ...tangent.values()]) mirror(table);
  return { covariance, tangent, depth: rows.layerCount(), left: rows.leftDiagonals, right: rows.rightDiagonals };
}
