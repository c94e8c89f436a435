import type { Control } from '../../control.ts';
import type { Engine } from '../../engine/engine.ts';
import { takeRows } from '../../kernels/hyper-factor.ts';
import { type Coincidence, exactProduct, type GridCombination } from './exact-product.ts';

/** How far a solution can be trusted. */
export interface Certificate {
  /** Kronecker products in the sum that stands for K. */
  rank: number;
  iterations: number;
  /** ‖y − (K + λI)α‖/‖y‖ with the sum, the largest over the columns of y. */
  relativeResidual: number;
  /** The same over some rows of K, every entry of them computed exactly, relative to y there. */
  exactResidual: number;
  checkedRows: number;
}

/** Images, and coordinates of each, whose rows are checked. */
const CHECKED = 8;

export interface Solution extends GridCombination {
  /** λ, absolute. */
  ridge: number;
  /** 1 where a point is observed, `[n·p]`. */
  observed?: Uint8Array | undefined;
}

/**
 * Checks a solution against rows of K that owe nothing to the decomposition: 64 of them, spread evenly.
 *
 * @param rhs y, `[k, n, p]`
 */
export async function certify(
  solution: Solution,
  rhs: Float64Array,
  engine: Engine,
  control: Control,
): Promise<Pick<Certificate, 'exactResidual' | 'checkedRows'>> {
  const { architecture, kernel, x, z, weights, outputs, ridge, observed } = solution;
  const p = z.shape[0];
  const images = spreadEvenly(x.shape[0]);
  const coordinates = spreadEvenly(p);
  const points = { x: takeRows(x, images), z: takeRows(z, coordinates), pairing: 'grid' as const };
  const own = await engine.kernels.prepare({ architecture, points, outputs: [kernel], layers: false });
  const diagonal = own.diagonal(kernel);
  const coincidences: Coincidence[] = [...diagonal].map((value, row) => ({
    row,
    image: images[Math.floor(row / coordinates.length)]!,
    coordinate: coordinates[row % coordinates.length]!,
    value,
  }));
  const product = await exactProduct(solution, points, engine, control, coincidences);
  const checked = coincidences.filter(({ image, coordinate }) => !observed || observed[image * p + coordinate]);
  const errors = new Float64Array(outputs);
  const norms = new Float64Array(outputs);
  for (const { row, image, coordinate } of checked) {
    for (let c = 0; c < outputs; c++) {
      const at = (c * x.shape[0] + image) * p + coordinate;
      errors[c]! += (rhs[at]! - product.data[row * outputs + c]! - ridge * weights[at]!) ** 2;
      norms[c]! += rhs[at]! ** 2;
    }
  }
  const ratios = errors.map((error, c) => (error === 0 ? 0 : Math.sqrt(error / norms[c]!)));
  return { exactResidual: Math.max(...ratios), checkedRows: checked.length };
}

/** Up to {@link CHECKED} indices below `count`, spread evenly. */
function spreadEvenly(count: number): Int32Array {
  const taken = Math.min(count, CHECKED);
  return Int32Array.from({ length: taken }, (_, k) => Math.floor(((k + 0.5) * count) / taken));
}
