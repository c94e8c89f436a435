import { gemmNN, gemmNT, gemmTN } from './gemm';
import { F64, strip, TRIANGLE, triangle } from './layout';
import { multiplySubtract } from './multiply-add';

/** Right-hand sides that are solved together. */
const LANES: i32 = 8;

/** B ← L⁻¹B: L `[n, n]` (its lower triangle), B `[n, k]`. Blocks on the diagonal by substitution, the rest by products. */
export function trsmLeftLower(n: i32, k: i32, l: usize, ldl: i32, b: usize, ldb: i32): void {
  if (n <= TRIANGLE) {
    packTriangle(n, l, ldl, false);
    solveRows(n, k, b, <isize>ldb * <isize>F64);
    return;
  }
  const top = splitOrder(n);
  const below = at(l, top, ldl, 0);
  const rest = at(b, top, ldb, 0);
  trsmLeftLower(top, k, l, ldl, b, ldb);
  gemmNN(n - top, k, top, below, ldl, b, ldb, rest, ldb, -1, 1);
  trsmLeftLower(n - top, k, at(l, top, ldl, top), ldl, rest, ldb);
}

/** B ← L⁻ᵀB: L `[n, n]` (its lower triangle), B `[n, k]`. */
export function trsmLeftLowerTransposed(n: i32, k: i32, l: usize, ldl: i32, b: usize, ldb: i32): void {
  if (n <= TRIANGLE) {
    if (n == 0) return;
    packTriangle(n, l, ldl, true);
    solveRows(n, k, at(b, n - 1, ldb, 0), -<isize>ldb * <isize>F64);
    return;
  }
  const top = splitOrder(n);
  const below = at(l, top, ldl, 0);
  const rest = at(b, top, ldb, 0);
  trsmLeftLowerTransposed(n - top, k, at(l, top, ldl, top), ldl, rest, ldb);
  gemmTN(top, k, n - top, below, ldl, rest, ldb, b, ldb, -1, 1);
  trsmLeftLowerTransposed(top, k, l, ldl, b, ldb);
}

/** B ← B·L⁻ᵀ: L `[n, n]` (its lower triangle), B `[m, n]`. */
export function trsmRightLowerTransposed(m: i32, n: i32, l: usize, ldl: i32, b: usize, ldb: i32): void {
  if (n <= TRIANGLE) {
    packTriangle(n, l, ldl, false);
    solveColumns(m, n, b, ldb);
    return;
  }
  const left = splitOrder(n);
  const right = at(b, 0, ldb, left);
  trsmRightLowerTransposed(m, left, l, ldl, b, ldb);
  gemmNT(m, n - left, left, b, ldb, at(l, left, ldl, 0), ldl, right, ldb, -1, 1);
  trsmRightLowerTransposed(m, n - left, at(l, left, ldl, left), ldl, right, ldb);
}

/** About half of n, a multiple of the triangular block. */
export function splitOrder(n: i32): i32 {
  return ((n / 2 + TRIANGLE - 1) / TRIANGLE) * TRIANGLE;
}

@inline
function at(base: usize, i: i32, ld: i32, j: i32): usize {
  return base + (<usize>i * <usize>ld + <usize>j) * F64;
}

/**
 * Packs L, or Lᵀ with its rows and columns in reverse order, which is lower triangular too; 1/diagonal on the diagonal.
 */
function packTriangle(n: i32, l: usize, ldl: i32, transposed: bool): void {
  const out = triangle();
  for (let i = 0; i < n; i++) {
    for (let p = 0; p <= i; p++) {
      const value = load<f64>(transposed ? at(l, n - 1 - p, ldl, n - 1 - i) : at(l, i, ldl, p));
      store<f64>(at(out, i, TRIANGLE, p), p == i ? 1 / value : value);
    }
  }
}

/** Solves the packed triangle for k right-hand sides that stand in the columns of n rows, `stride` bytes apart. */
function solveRows(n: i32, k: i32, b: usize, stride: isize): void {
  let j = 0;
  for (; j + LANES <= k; j += LANES) solveStrip(n, b + <usize>j * F64, stride);
  const count = k - j;
  if (count == 0) return;
  const lanes = strip();
  for (let i = 0; i < n; i++) {
    const row = b + <usize>(<isize>i * stride) + <usize>j * F64;
    for (let p = 0; p < LANES; p++) store<f64>(at(lanes, i, LANES, p), p < count ? load<f64>(row + <usize>p * F64) : 0);
  }
  solveStrip(n, lanes, <isize>LANES * <isize>F64);
  for (let i = 0; i < n; i++) {
    const row = b + <usize>(<isize>i * stride) + <usize>j * F64;
    for (let p = 0; p < count; p++) store<f64>(row + <usize>p * F64, load<f64>(at(lanes, i, LANES, p)));
  }
}

/** Solves the packed triangle for m right-hand sides that stand in rows of n entries. */
function solveColumns(m: i32, n: i32, b: usize, ldb: i32): void {
  const lanes = strip();
  for (let i = 0; i < m; i += LANES) {
    const count = min(LANES, m - i);
    for (let lane = 0; lane < LANES; lane++) {
      for (let p = 0; p < n; p++) store<f64>(at(lanes, p, LANES, lane), lane < count ? load<f64>(at(b, i + lane, ldb, p)) : 0);
    }
    solveStrip(n, lanes, <isize>LANES * <isize>F64);
    for (let lane = 0; lane < count; lane++) {
      for (let p = 0; p < n; p++) store<f64>(at(b, i + lane, ldb, p), load<f64>(at(lanes, p, LANES, lane)));
    }
  }
}

/** Forward substitution of the packed triangle on eight adjacent columns. */
function solveStrip(n: i32, x: usize, stride: isize): void {
  let row = triangle();
  let target = x;
  for (let i = 0; i < n; i++) {
    let x0 = v128.load(target);
    let x1 = v128.load(target, 16);
    let x2 = v128.load(target, 32);
    let x3 = v128.load(target, 48);
    let source = x;
    for (let p: usize = 0; p < <usize>i; p++) {
      const l = v128.load64_splat(row + p * F64);
      x0 = multiplySubtract(l, v128.load(source), x0);
      x1 = multiplySubtract(l, v128.load(source, 16), x1);
      x2 = multiplySubtract(l, v128.load(source, 32), x2);
      x3 = multiplySubtract(l, v128.load(source, 48), x3);
      source += <usize>stride;
    }
    const inverse = v128.load64_splat(row + <usize>i * F64);
    v128.store(target, f64x2.mul(x0, inverse));
    v128.store(target, f64x2.mul(x1, inverse), 16);
    v128.store(target, f64x2.mul(x2, inverse), 32);
    v128.store(target, f64x2.mul(x3, inverse), 48);
    target += <usize>stride;
    row += <usize>TRIANGLE * F64;
  }
}
