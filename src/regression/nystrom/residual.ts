import type { Control } from '../../control.ts';
import type { Engine } from '../../engine/engine.ts';
import type { Matrix } from '../../nd-array.ts';
import { evaluateCombination, type KernelCombination } from '../kernel-combination.ts';
import type { Certificate } from '../regression.ts';
import { takePoints } from '../take-points.ts';
import { worstRatio } from '../worst-ratio.ts';

/** Rows of K that are checked. */
const CHECKED = 256;

/**
 * ‖y − (K + λI)α‖ over some rows of K, evenly spread, whose every entry is computed, relative to as many average
 * entries of y; the largest over the columns of y.
 *
 * @param combination K and α
 */
export async function residualOfRows(
  combination: KernelCombination,
  labels: Matrix,
  ridge: number,
  engine: Engine,
  control: Control,
): Promise<Pick<Certificate, 'exactResidual' | 'checkedRows'>> {
  const [n, k] = labels.shape;
  const count = Math.min(n, CHECKED);
  const rows = Int32Array.from({ length: count }, (_, index) => Math.floor(((index + 0.5) * n) / count));
  const test = takePoints(combination.points, rows);
  const product = await evaluateCombination(combination, test, engine, control);
  const errors = new Float64Array(k);
  const norms = new Float64Array(k);
  for (const [at, label] of labels.data.entries()) norms[at % k]! += (count / n) * label ** 2;
  for (const [index, row] of rows.entries()) {
    for (let c = 0; c < k; c++) {
      const at = row * k + c;
      errors[c]! += (labels.data[at]! - product.data[index * k + c]! - ridge * combination.weights.data[at]!) ** 2;
    }
  }
  return { exactResidual: worstRatio(errors, norms), checkedRows: count };
}
