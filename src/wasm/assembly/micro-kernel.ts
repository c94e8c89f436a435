import { multiplyAdd } from './multiply-add';

/**
 * C = alpha·A·B + beta·C for one 4 × 4 block, the sum over k in order.
 *
 * Eight accumulators of two columns each stay in registers; a step costs two loads of B, four splats of A and eight
 * multiply-adds, which keeps the floating-point ports of current cores busy. Larger blocks are slower: V8 loads all that
 * a step needs before it multiplies, and of 15 registers these are 14.
 *
 * @param depth number of terms k
 * @param a packed `[depth, 4]`
 * @param b packed `[depth, 4]`
 * @param beta 0: C is not read
 */
export function multiplyBlock(depth: i32, a: usize, b: usize, c: usize, ldc: usize, alpha: f64, beta: f64): void {
  let c00 = f64x2.splat(0);
  let c01 = c00;
  let c10 = c00;
  let c11 = c00;
  let c20 = c00;
  let c21 = c00;
  let c30 = c00;
  let c31 = c00;
  const stop = a + <usize>depth * 32;
  while (a < stop) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    let x = v128.load64_splat(a);
    c00 = multiplyAdd(x, b0, c00);
    c01 = multiplyAdd(x, b1, c01);
    x = v128.load64_splat(a, 8);
    c10 = multiplyAdd(x, b0, c10);
    c11 = multiplyAdd(x, b1, c11);
    x = v128.load64_splat(a, 16);
    c20 = multiplyAdd(x, b0, c20);
    c21 = multiplyAdd(x, b1, c21);
    x = v128.load64_splat(a, 24);
    c30 = multiplyAdd(x, b0, c30);
    c31 = multiplyAdd(x, b1, c31);
    a += 32;
    b += 32;
  }
  store(c, c00, c01, alpha, beta);
  store(c + ldc, c10, c11, alpha, beta);
  store(c + 2 * ldc, c20, c21, alpha, beta);
  store(c + 3 * ldc, c30, c31, alpha, beta);
}

@inline
function store(c: usize, x0: v128, x1: v128, alpha: f64, beta: f64): void {
  const scale = f64x2.splat(alpha);
  x0 = f64x2.mul(scale, x0);
  x1 = f64x2.mul(scale, x1);
  if (beta != 0) {
    const keep = f64x2.splat(beta);
    x0 = multiplyAdd(keep, v128.load(c), x0);
    x1 = multiplyAdd(keep, v128.load(c, 16), x1);
  }
  v128.store(c, x0);
  v128.store(c, x1, 16);
}
