/**
 * How a kernel at several widths is continued to infinite width: every quantity is a linear combination of the means at
 * the widths, with coefficients that depend on the widths and on two scales, not on the means themselves.
 */
export interface Extrapolation {
  /** Of K∞. */
  limit: Float64Array;
  /** Of b, the coefficient of 1/width. */
  slope: Float64Array;
  /** Of c, the coefficient of 1/width², fitted freely; there with three widths and more. */
  curvature?: Float64Array;
}

/** A width, and how much the mean there is worth. */
export interface FittedWidth {
  /** Smallest width / this width. */
  t: number;
  /** Of the mean of an entry, as common to all entries. */
  variance: number;
}

/**
 * Fits mean(t) = K∞ + b·t + c·t² by weighted least squares, where c is known beforehand to be 0 give or take
 * `curvatureScale` (0: a straight line; infinite: a parabola).
 *
 * With the precision matrix P = XᵀV⁻¹X + diag(0, 0, 1/curvatureScale²), X = [1, t, t²], the coefficients are the rows of
 * P⁻¹XᵀV⁻¹. What a curvature of the size of `curvatureScale` still does to K∞ is {@link curvatureError}.
 *
 * @param widths at least two different ones; three for an infinite `curvatureScale`
 */
export function extrapolation(widths: readonly FittedWidth[], curvatureScale: number): Extrapolation {
  const [limit, slope] = coefficients(widths, 1 / curvatureScale ** 2);
  const free = widths.length > 2 ? coefficients(widths, 0)[2] : undefined;
  return { limit: limit!, slope: slope!, ...(free && { curvature: free }) };
}

/** What a curvature c adds to a combination of means, per c: Σ a_w·t_w². */
export function curvatureError(combination: Float64Array, widths: readonly FittedWidth[]): number {
  return widths.reduce((sum, { t }, index) => sum + combination[index]! * t * t, 0);
}

/** The rows of P⁻¹XᵀV⁻¹; without the third where c is 0. */
function coefficients(widths: readonly FittedWidth[], curvaturePrecision: number): Float64Array[] {
  const terms = curvaturePrecision === Number.POSITIVE_INFINITY ? 2 : 3;
  // In units of the first variance, so that no precision is far from 1.
  const unit = widths[0]!.variance;
  const rows = Array.from({ length: terms }, (_, i) => {
    const precision = Array.from({ length: terms }, (_, j) =>
      widths.reduce(
        (sum, { t, variance }) => sum + (unit / variance) * t ** (i + j),
        i === 2 && j === 2 ? unit * curvaturePrecision : 0,
      ),
    );
    return Float64Array.from([...precision, ...widths.map(({ t, variance }) => (unit / variance) * t ** i)]);
  });
  eliminate(rows);
  return rows.map((row) => row.slice(terms));
}

/** Gauss–Jordan with pivots down the diagonal, which suits a positive definite matrix: [P | B] becomes [I | P⁻¹B]. */
function eliminate(rows: Float64Array[]): void {
  for (const [k, pivotRow] of rows.entries()) {
    const pivot = pivotRow[k]!;
    for (let j = 0; j < pivotRow.length; j++) pivotRow[j]! /= pivot;
    for (const [i, row] of rows.entries()) {
      const factor = row[k]!;
      if (i !== k) for (let j = 0; j < row.length; j++) row[j]! -= factor * pivotRow[j]!;
    }
  }
}
