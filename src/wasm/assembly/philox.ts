import { GROUP_BYTES, ROUND_KEYS_BYTES, roundKeys } from './layout';

/**
 * Philox4x32-10 (src/random/philox.ts has the plain form) of eight consecutive counters at a time.
 *
 * Two blocks stand in two vectors, [c0, c2, c0′, c2′] and [c1, c3, c1′, c3′]: a round is then two widening
 * multiplications, two shuffles and two times two exclusive ors.
 */

const ROUNDS: u32 = 10;
const MULTIPLIER_0: u32 = 0xd2511f53;
const MULTIPLIER_1: u32 = 0xcd9e8d57;
const WEYL_0: u32 = 0x9e3779b9;
const WEYL_1: u32 = 0xbb67ae85;

/** In memory, since a load costs less than a constant vector. */
const MULTIPLIERS: usize = memory.data<u32>([MULTIPLIER_0, MULTIPLIER_1]);

/** Bytes of one round's key, [k0, k1, k0, k1]. */
const KEY: usize = 16;

/** The keys of all rounds, to where {@link philoxWords} takes them. */
export function expandKey(key: u64): void {
  let k0 = <u32>key;
  let k1 = <u32>(key >> 32);
  for (let round: u32 = 0; round < ROUNDS; round++) {
    v128.store(roundKeys() + <usize>round * KEY, i64x2.splat(<i64>(<u64>k0 | (<u64>k1 << 32))));
    k0 += WEYL_0;
    k1 += WEYL_1;
  }
}

/**
 * The words of the counters (low + i, high, stream, network) for i from 0 to 8·groups − 1; low + i must not pass 2³² − 1
 * where its words are wanted.
 *
 * Of the first two rounds two multiplications of four have the same factor for all counters, and a third one grows by the
 * multiplier from counter to counter: one is left.
 *
 * @param out for each two blocks their words [w0, w2, w0′, w2′, w1, w3, w1′, w3′]
 */
export function philoxWords(groups: usize, low: u32, high: u32, stream: u32, network: u32, out: usize): void {
  const keys = roundKeys();
  const first = load<u64>(keys);
  const second = load<u64>(keys + KEY);
  const streamProduct = <u64>MULTIPLIER_1 * <u64>stream;
  // After the first round: c0 and c1 are the same everywhere; c2 is the high half of multiplier·low, but for:
  const c0 = <u32>(streamProduct >> 32) ^ high ^ <u32>first;
  const c2 = i32x4.splat(network ^ <u32>(first >> 32));
  // After the second: c3 is the same everywhere; c0 and c2 are high and low halves of products, but for:
  const sameProduct = <u64>MULTIPLIER_0 * <u64>c0;
  const c02 = i64x2.splat(
    <i64>(<u64>(<u32>streamProduct ^ <u32>second) | (<u64>(<u32>(sameProduct >> 32) ^ <u32>(second >> 32)) << 32)),
  );
  const c3 = i64x2.splat(<i64>(<u64>(<u32>sameProduct) << 32));

  const multiplier1 = i32x4.splat(MULTIPLIER_1);
  const step = i64x2.splat(2 * <i64>MULTIPLIER_0);
  let product = i64x2.mul(
    i64x2.replace_lane(i64x2.splat(<i64>low), 1, <i64>low + 1),
    i64x2.splat(<i64>MULTIPLIER_0),
  );
  const stop = out + groups * GROUP_BYTES;
  for (; out < stop; out += GROUP_BYTES) {
    const p1 = i64x2.add(product, step);
    const p2 = i64x2.add(p1, step);
    const p3 = i64x2.add(p2, step);
    let left = v128.xor(v128.shuffle<i32>(product, p1, 1, 3, 5, 7), c2);
    let a = i64x2.extmul_low_i32x4_u(left, multiplier1);
    let b = i64x2.extmul_high_i32x4_u(left, multiplier1);
    let x0 = second02(a, product, c02);
    let y0 = v128.shuffle<i32>(a, c3, 0, 5, 2, 7);
    let x1 = second02(b, p1, c02);
    let y1 = v128.shuffle<i32>(b, c3, 0, 5, 2, 7);
    left = v128.xor(v128.shuffle<i32>(p2, p3, 1, 3, 5, 7), c2);
    a = i64x2.extmul_low_i32x4_u(left, multiplier1);
    b = i64x2.extmul_high_i32x4_u(left, multiplier1);
    let x2 = second02(a, p2, c02);
    let y2 = v128.shuffle<i32>(a, c3, 0, 5, 2, 7);
    let x3 = second02(b, p3, c02);
    let y3 = v128.shuffle<i32>(b, c3, 0, 5, 2, 7);
    product = i64x2.add(p3, step);
    for (let key = keys + 2 * KEY; key < keys + ROUND_KEYS_BYTES; key += KEY) {
      const k = v128.load(key);
      const m = v128.load64_splat(MULTIPLIERS);
      const z0 = next13(x0, m);
      x0 = next02(x0, y0, m, k);
      y0 = z0;
      const z1 = next13(x1, m);
      x1 = next02(x1, y1, m, k);
      y1 = z1;
      const z2 = next13(x2, m);
      x2 = next02(x2, y2, m, k);
      y2 = z2;
      const z3 = next13(x3, m);
      x3 = next02(x3, y3, m, k);
      y3 = z3;
    }
    v128.store(out, x0);
    v128.store(out, y0, 16);
    v128.store(out, x1, 32);
    v128.store(out, y1, 48);
    v128.store(out, x2, 64);
    v128.store(out, y2, 80);
    v128.store(out, x3, 96);
    v128.store(out, y3, 112);
  }
}

/** c0 and c2 after the second round: the high halves of `made`, the low ones of `before`, and what is the same everywhere. */
@inline
function second02(made: v128, before: v128, same: v128): v128 {
  return v128.xor(v128.xor(i64x2.shr_u(made, 32), i64x2.shl(before, 32)), same);
}

/** c0 and c2 of two blocks after a round. */
@inline
function next02(x: v128, y: v128, multipliers: v128, keys: v128): v128 {
  const a = i64x2.extmul_low_i32x4_u(x, multipliers);
  const b = i64x2.extmul_high_i32x4_u(x, multipliers);
  return v128.xor(v128.shuffle<i32>(a, b, 3, 1, 7, 5), v128.xor(y, keys));
}

/** c1 and c3: the low halves of the same products, which the compiler makes once. */
@inline
function next13(x: v128, multipliers: v128): v128 {
  const a = i64x2.extmul_low_i32x4_u(x, multipliers);
  const b = i64x2.extmul_high_i32x4_u(x, multipliers);
  return v128.shuffle<i32>(a, b, 2, 0, 6, 4);
}
