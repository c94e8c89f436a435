import type { Control } from '../../control.ts';
import type { Engine } from '../../engine/engine.ts';
import type { HypernetworkPoints } from '../../kernels/points.ts';
import type { Certificate } from '../regression.ts';
import { takePoints } from '../take-points.ts';
import { worstRatio } from '../worst-ratio.ts';
import { type Coincidence, exactProduct, type GridCombination } from './exact-product.ts';
import { spreadEvenly } from './spread-evenly.ts';

/** Images, and coordinates of each, whose rows are checked; with a mask, as many of the observed points. */
const CHECKED = 8;

export interface Solution extends GridCombination {
  /** λ, absolute. */
  ridge: number;
  /** 1 where a point is observed, `[n·p]`. */
  observed?: Uint8Array | undefined;
}

/**
 * Checks a solution against rows of K that owe nothing to the decomposition: 64 of them, spread evenly; relative to as
 * many average entries of y, because y may be 0 at all of them.
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
  const [n, p] = [x.shape[0], z.shape[0]];
  const checked = observed ? spreadObserved(observed) : spreadPoints(n, p);
  const points = takePoints({ x, z, pairing: 'grid' }, checked) as HypernetworkPoints;
  const own = await engine.kernels.prepare({ architecture, points, outputs: [kernel], layers: false });
  const diagonal = own.diagonal(kernel);
  const coincidences: Coincidence[] = Array.from(checked, (point, row) => {
    return { row, image: Math.floor(point / p), coordinate: point % p, value: diagonal[row]! };
  });
  const product = await exactProduct(solution, points, engine, control, coincidences);
  const errors = new Float64Array(outputs);
  const norms = new Float64Array(outputs);
  for (const { row, image, coordinate } of coincidences) {
    for (let c = 0; c < outputs; c++) {
      const at = (c * n + image) * p + coordinate;
      errors[c]! += (rhs[at]! - product.data[row * outputs + c]! - ridge * weights[at]!) ** 2;
    }
  }
  const share = checked.length / (observed ? observed.reduce((count, value) => count + value, 0) : n * p);
  for (const [at, label] of rhs.entries())
    if (observed?.[at % (n * p)] !== 0) norms[Math.floor(at / (n * p))]! += share * label ** 2;
  return { exactResidual: worstRatio(errors, norms), checkedRows: checked.length };
}

function spreadPoints(n: number, p: number): Int32Array {
  const images = [...spreadEvenly(n, CHECKED)];
  const coordinates = [...spreadEvenly(p, CHECKED)];
  return Int32Array.from(images.flatMap((image) => coordinates.map((coordinate) => image * p + coordinate)));
}

function spreadObserved(observed: Uint8Array): Int32Array {
  const points = Int32Array.from(observed.keys()).filter((point) => observed[point] !== 0);
  return spreadEvenly(points.length, CHECKED ** 2).map((index) => points[index]!);
}
