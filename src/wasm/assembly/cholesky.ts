import { syrkLower } from './gemm';
import { F64, TRIANGLE } from './layout';
import { multiplyAdd } from './multiply-add';
import { splitOrder, trsmRightLowerTransposed } from './triangular';

/**
 * Cholesky: the lower triangle of A `[n, n]` ← L with A = LLᵀ; the upper one is neither read nor written.
 *
 * Halves recursively; all but blocks on the diagonal is products.
 *
 * @returns −1, or the first pivot that is not positive (or is NaN); its value then stands on the diagonal of A
 */
export function potrf(n: i32, a: usize, lda: i32): i32 {
  if (n <= TRIANGLE) return factorBlock(n, a, <usize>lda * F64);
  const top = splitOrder(n);
  const below = a + <usize>top * <usize>lda * F64;
  const rest = below + <usize>top * F64;
  const failed = potrf(top, a, lda);
  if (failed >= 0) return failed;
  trsmRightLowerTransposed(n - top, top, a, lda, below, lda);
  syrkLower(n - top, top, below, lda, rest, lda, -1, 1);
  const later = potrf(n - top, rest, lda);
  return later < 0 ? later : later + top;
}

/** Column by column, for entries that do not wait for each other: L_ij = (A_ij − Σ_{p<j} L_ip·L_jp) / L_jj. */
function factorBlock(n: i32, a: usize, stride: usize): i32 {
  let pivotRow = a;
  for (let j = 0; j < n; j++) {
    const column = <usize>j * F64;
    const pivot = load<f64>(pivotRow + column) - dot(pivotRow, pivotRow, j);
    const root = pivot > 0 ? sqrt(pivot) : pivot;
    store<f64>(pivotRow + column, root);
    if (!(pivot > 0)) return j;
    let row = pivotRow;
    for (let i = j + 1; i < n; i++) {
      row += stride;
      store<f64>(row + column, (load<f64>(row + column) - dot(row, pivotRow, j)) / root);
    }
    pivotRow += stride;
  }
  return -1;
}

function dot(x: usize, y: usize, count: i32): f64 {
  let s0 = f64x2.splat(0);
  let s1 = s0;
  let k = 0;
  for (; k + 4 <= count; k += 4) {
    s0 = multiplyAdd(v128.load(x), v128.load(y), s0);
    s1 = multiplyAdd(v128.load(x, 16), v128.load(y, 16), s1);
    x += 32;
    y += 32;
  }
  s0 = f64x2.add(s0, s1);
  let sum = f64x2.extract_lane(s0, 0) + f64x2.extract_lane(s0, 1);
  for (; k < count; k++) {
    sum += load<f64>(x) * load<f64>(y);
    x += F64;
    y += F64;
  }
  return sum;
}
