import { type Matrix, matrix, takeRows } from '../nd-array.ts';
import type { KernelOutput, Mlp } from './architecture.ts';
import type { KernelTarget } from './kernel-rows.ts';
import { MlpKernelRows } from './mlp.ts';
import { BLOCK_COLUMNS, BLOCK_ROWS, TILE_COLUMNS, TILE_ROWS, type TilePasses } from './tile.ts';

/** What f contributes to the kernels of h = g(z; f(x)), for pairs of distinct images. */
export interface HyperFactor {
  /** Writes S^l(x_i, x′_j), or Θ_f^l, for every i of `left` and j of `right` into `out`, row-major. */
  fill(output: HyperOutput, layer: number, left: Int32Array, right: Int32Array, out: Float64Array): void;
}

/** nngp: S; ntk: Θ_f. */
export type HyperOutput = 'nngp' | 'ntk';

/** Tables of S^l and Θ_f^l over all pairs of images. */
export interface HyperTables {
  readonly rows: number;
  readonly columns: number;
  readonly tables: readonly HyperTable[];
}

export interface HyperTable {
  output: HyperOutput;
  layer: number;
  data: Float64Array;
}

/** Looks the factor up in tables that were made before. */
export function tabledFactor({ rows, columns, tables }: HyperTables, passes: TilePasses): HyperFactor {
  const matrices = tables.map((table) => ({ ...table, matrix: matrix(rows, columns, table.data) }));
  return {
    fill(output, layer, left, right, out) {
      const table = matrices.find((table) => table.output === output && table.layer === layer)!;
      passes.gather(table.matrix, left, right, out);
    },
  };
}

/** Computes the factor anew for each tile: when there are too many images for tables. */
export function directFactor(hyper: Mlp, images: Matrix, others: Matrix, passes: TilePasses, path: string): HyperFactor {
  const memory = { tile: passes.allocateTile(TILE_ROWS, TILE_COLUMNS), gram: passes.allocate(BLOCK_ROWS * BLOCK_COLUMNS) };
  return {
    fill(output, layer, left, right, out) {
      const rows = new MlpKernelRows(hyper, takeRows(images, left), takeRows(others, right), passes, path, memory);
      rows.evaluate(0, left.length, [{ output, layer, data: out }]);
    },
  };
}

/** What a table holds: S^l for every wanted layer, Θ_f^l likewise. */
export function hyperTableKeys(depth: number, wanted: readonly KernelOutput[], allLayers: boolean): Omit<HyperTable, 'data'>[] {
  const every = Array.from({ length: depth }, (_, index) => index + 1);
  const covariance = allLayers && wanted.includes('nngp_hyper') ? every : [depth];
  const needsTangent = wanted.includes('ntk') || wanted.includes('ntk_hyper');
  const tangent = allLayers && wanted.includes('ntk_hyper') ? every : needsTangent ? [depth] : [];
  return [
    ...covariance.map((layer) => ({ output: 'nngp' as const, layer })),
    ...tangent.map((layer) => ({ output: 'ntk' as const, layer })),
  ];
}

/** The targets that fill `tables`, whole matrices. */
export function hyperTargets(tables: readonly HyperTable[], symmetric: boolean): KernelTarget[] {
  return tables.map(({ output, layer, data }) => ({ output, layer, data, ...(symmetric && { whole: data }) }));
}
