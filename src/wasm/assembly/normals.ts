import { edgeGroup, GROUP_BLOCKS, GROUP_BYTES } from './layout';
import { expandKey, philoxWords } from './philox';

/**
 * Standard normal numbers of float32 by Box–Muller from Philox words.
 *
 * Nothing here is relaxed SIMD, and every number goes through the same operations wherever it stands: both builds, all
 * processors and all ways to cut a stream into calls give the same bits.
 */

/**
 * Constants stand in memory, since a load costs less than a constant vector. From scripts/generate/normal-coefficients.py:
 * −2·ln((1+s)/(1−s))/s in s², sin(πg/2)/g and cos(πg/2) in g².
 */
const LOGARITHM: usize = memory.data<f32>([-4.000000476837158, -1.3330453634262085, -0.8258981704711914]);
const SINE: usize = memory.data<f32>([1.5707963705062866, -0.6459634900093079, 0.07968021929264069, -0.004602149128913879]);
const COSINE: usize = memory.data<f32>([1.0, -1.2336970567703247, 0.25359857082366943, -0.020408159121870995]);

/** 1, ½, 2⁻³² and −2·ln 2. */
const SCALARS: usize = memory.data<f32>([1, 0.5, 2.3283064365386963e-10, -1.3862943611198906]);
/** The bits of √½, those of a mantissa, of a sign, and of half a quadrant. */
const BITS: usize = memory.data<i32>([0x3f3504f3, 0x007fffff, 0x80000000, 0x20000000]);

@inline
function entry(table: usize, index: usize): v128 {
  return v128.load32_splat(table + index * 4);
}

/** Words are worked on while they are in L1: 16 KiB. */
const PIECE_GROUPS: u64 = 128;

/**
 * Numbers `first` to `first + count − 1` of an address: number 4b + j is number j of block b.
 *
 * With the words w0 … w3 of a block, u1 = (w0 + ½)/2³² and u2 = w1/2³² give its numbers 0 and 1,
 *
 *   √(−2·ln u1)·cos(2π·u2)  and  √(−2·ln u1)·sin(2π·u2),
 *
 * and w2 and w3 its numbers 2 and 3. The counter of a block is (b mod 2³², ⌊b/2³²⌋, stream, network) under the key `seed`.
 *
 * @param seed a non-negative safe integer, as is `first`
 * @param out the byte offset of `count` float32
 */
export function fillNormals(seed: f64, network: u32, stream: u32, first: f64, count: u32, out: usize): void {
  expandKey(<u64>seed);
  let block = <u64>first >> 2;
  let skipped = <u32>(<u64>first & 3);
  let left = <u64>count;
  while (left > 0) {
    const low = <u32>block;
    const high = <u32>(block >> 32);
    // To the end of the piece, of what is wanted, or of the counter's low word.
    const blocks = min(min((left + skipped) / 4, PIECE_GROUPS * GROUP_BLOCKS), 0x100000000 - <u64>low);
    const groups = skipped == 0 ? <u32>(blocks / GROUP_BLOCKS) : 0;
    if (groups > 0) {
      philoxWords(groups, low, high, stream, network, out);
      transform(out, <usize>groups * GROUP_BYTES);
      const made = <u64>groups * GROUP_BLOCKS;
      out += <usize>groups * GROUP_BYTES;
      left -= 4 * made;
      block += made;
    } else {
      const edge = edgeGroup();
      philoxWords(1, low, high, stream, network, edge);
      transform(edge, GROUP_BYTES);
      const made = min(<u64>GROUP_BLOCKS, 0x100000000 - <u64>low);
      // A call that begins within a block goes on with whole groups after it.
      const numbers = <u32>min(left, skipped == 0 ? 4 * made : 4 - skipped);
      memory.copy(out, edge + 4 * skipped, 4 * numbers);
      out += 4 * numbers;
      left -= numbers;
      block += skipped == 0 ? made : 1;
      skipped = 0;
    }
  }
}

/** Words of {@link philoxWords} → the numbers of the same blocks, in order. */
export function transform(at: usize, bytes: usize): void {
  for (const stop = at + bytes; at < stop; at += 32) {
    const r = radius(v128.load(at));
    const word = v128.load(at, 16);
    // The angle is π/2·(quadrant + g) for g from −½ to ½.
    const g = f32x4.mul(f32x4.convert_i32x4_s(i32x4.shl(word, 2)), entry(SCALARS, 2));
    const square = f32x4.mul(g, g);
    const sine = f32x4.mul(g, cubic(square, SINE));
    const cosine = cubic(square, COSINE);
    // Bits 31 and 30 of `turned` are the quadrant, 0 to 3: odd ones exchange the two, and they change signs.
    const turned = i32x4.add(word, entry(BITS, 3));
    const odd = i32x4.shl(turned, 1);
    const exchanged = v128.and(v128.xor(sine, cosine), i32x4.shr_s(odd, 31));
    const sign = entry(BITS, 2);
    const c = v128.xor(v128.xor(cosine, exchanged), v128.and(v128.xor(turned, odd), sign));
    const s = v128.xor(v128.xor(sine, exchanged), v128.and(turned, sign));
    const even = f32x4.mul(r, c);
    const uneven = f32x4.mul(r, s);
    v128.store(at, v128.shuffle<f32>(even, uneven, 0, 4, 1, 5));
    v128.store(at, v128.shuffle<f32>(even, uneven, 2, 6, 3, 7), 16);
  }
}

/**
 * √(−2·ln u) for u = (w + ½)/2³².
 *
 * A float32 near 1 has too few digits for the logarithm there. As a signed integer, w is the distance from 0 or, negative,
 * from 1, whichever is nearer; so what rounds away in 1 − distance is known, and is added where it no longer does.
 */
@inline
function radius(word: v128): v128 {
  const one = entry(SCALARS, 0);
  const distance = f32x4.mul(f32x4.add(f32x4.convert_i32x4_s(word), entry(SCALARS, 1)), entry(SCALARS, 2));
  const end = v128.and(i32x4.shr_s(word, 31), one);
  const u = f32x4.add(end, distance);
  const lost = f32x4.add(f32x4.sub(end, u), distance);
  // u = 2ⁿ·(1 + m) with 1 + m from √½ to √2; ln(1 + m) = 2·artanh s for s = m/(2 + m).
  const bits = i32x4.sub(u, entry(BITS, 0));
  const n = f32x4.convert_i32x4_s(i32x4.shr_s(bits, 23));
  const mantissa = i32x4.add(v128.and(bits, entry(BITS, 1)), entry(BITS, 0));
  const m = f32x4.add(f32x4.sub(mantissa, one), lost);
  const s = f32x4.div(m, f32x4.add(mantissa, one));
  const t = f32x4.mul(s, s);
  const series = f32x4.add(
    entry(LOGARITHM, 0),
    f32x4.mul(t, f32x4.add(entry(LOGARITHM, 1), f32x4.mul(t, entry(LOGARITHM, 2)))),
  );
  return f32x4.sqrt(f32x4.add(f32x4.mul(n, entry(SCALARS, 3)), f32x4.mul(s, series)));
}

@inline
function cubic(x: v128, table: usize): v128 {
  const upper = f32x4.add(entry(table, 2), f32x4.mul(x, entry(table, 3)));
  return f32x4.add(entry(table, 0), f32x4.mul(x, f32x4.add(entry(table, 1), f32x4.mul(x, upper))));
}
