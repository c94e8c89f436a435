import { CHUNK, derivativeRow, F64, leftSide, rightSide, spare } from './layout';
import { moments, prepareSide } from './moments';
import { multiplyAdd } from './multiply-add';

/**
 * One layer of the recursion over a tile of pairs `[rows, columns]`:
 *
 *   c = s·k,  k ← weight·E[φ(u)φ(v)] + bias,  t ← k + weight·s·E[φ′(u)φ′(v)]·t,  (u, v) ~ N(0, [[var1, c], [c, var2]])
 *
 * Every pair goes through the same operations wherever it stands in the tile.
 *
 * @param activation a code of activation-codes.ts
 * @param parameter the slope of leaky_relu, the gamma of rbf
 * @param t 0: not wanted
 * @param s 0: all ones
 * @param var1 `[rows]`
 * @param var2 `[columns]`
 */
export function propagateLayer(
  activation: i32, parameter: f64, rows: i32, columns: i32,
  k: usize, t: usize, s: usize, var1: usize, var2: usize,
  weight: f64, bias: f64,
): void {
  const left = leftSide();
  const right = rightSide();
  const ones = constantPair(1);
  for (let j = 0; j < columns; j += CHUNK) {
    const count = min(CHUNK, columns - j);
    fillSide(activation, count, var2 + <usize>j * F64, right);
    for (let i = 0; i < rows; i++) {
      v128.store(left, v128.load64_splat(var1 + <usize>i * F64));
      prepareSide(activation, 16, left);
      const offset = (<usize>i * <usize>columns + <usize>j) * F64;
      const generated = s == 0 ? ones : s + offset;
      const tangent: usize = t == 0 ? 0 : t + offset;
      propagateRow(activation, parameter, count, k + offset, tangent, generated, s == 0 ? 0 : -1, left, 0, right, weight, bias);
    }
  }
}

/**
 * The same over a list of pairs, with one S for all and both variances of each pair: bit for bit
 * what {@link propagateLayer} makes of them.
 */
export function propagateLayerFlat(
  activation: i32, parameter: f64, count: i32,
  k: usize, t: usize, s: f64, var1: usize, var2: usize,
  weight: f64, bias: f64,
): void {
  const left = leftSide();
  const right = rightSide();
  const generated = constantPair(s);
  for (let i = 0; i < count; i += CHUNK) {
    const length = min(CHUNK, count - i);
    const offset = <usize>i * F64;
    fillSide(activation, length, var1 + offset, left);
    fillSide(activation, length, var2 + offset, right);
    propagateRow(activation, parameter, length, k + offset, t == 0 ? 0 : t + offset, generated, 0, left, -1, right, weight, bias);
  }
}

function constantPair(value: f64): usize {
  v128.store(spare(), f64x2.splat(value));
  return spare();
}

/** A side's variances, padded to whole vectors, and what is made of them. */
function fillSide(activation: i32, count: i32, variance: usize, side: usize): void {
  const bytes = <usize>count * F64;
  memory.copy(side, variance, bytes);
  if (count & 1) store<f64>(side + bytes, 0);
  prepareSide(activation, (bytes + 15) & ~15, side);
}

/** Up to `CHUNK` pairs of a row. The last one of an odd number is computed in a pair of its own. */
function propagateRow(
  activation: i32, parameter: f64, count: i32,
  k: usize, t: usize, s: usize, sMask: usize, left: usize, leftMask: usize, right: usize,
  weight: f64, bias: f64,
): void {
  const slopes = derivativeRow();
  const wanted = t != 0;
  const whole = <usize>(count & ~1) * F64;
  moments(activation, parameter, whole, k, s, sMask, left, leftMask, right, weight, bias, slopes, wanted);
  if (count & 1) {
    const lastK = spare() + 16;
    const lastS = spare() + 32;
    v128.store(lastK, v128.load64_zero(k + whole));
    v128.store(lastS, v128.load64_zero(s + (whole & sMask)));
    moments(activation, parameter, 16, lastK, lastS, 0, left + (whole & leftMask), 0, right + whole, weight, bias, slopes + whole, wanted);
    store<f64>(k + whole, load<f64>(lastK));
  }
  if (!wanted) return;
  for (let o: usize = 0; o < whole; o += 16) {
    const backward = f64x2.mul(v128.load(slopes + o), v128.load(s + (o & sMask)));
    v128.store(t + o, multiplyAdd(backward, v128.load(t + o), v128.load(k + o)));
  }
  if (count & 1) {
    const backward = f64x2.splat(load<f64>(slopes + whole) * load<f64>(s + (whole & sMask)));
    const last = multiplyAdd(backward, v128.load64_zero(t + whole), v128.load64_zero(k + whole));
    store<f64>(t + whole, f64x2.extract_lane(last, 0));
  }
}
