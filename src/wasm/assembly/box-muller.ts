/**
 * Box–Muller on the words of philox.ts, float32.
 *
 * Nothing here is relaxed SIMD, and every pair goes through the same operations wherever it stands: both builds give the
 * same bits. Two vectors of pairs go abreast, since the chain from a word to its root is longer than what a processor
 * finds to do beside it; constants are arguments, since the engine would load them anew in every step.
 */

/** From scripts/generate/normal-coefficients.py: −2·ln((1+s)/(1−s))/s in s², sin(πg/2)/g and cos(πg/2) in g². */
const LOGARITHM: usize = memory.data<f32>([-4.000000476837158, -1.3330453634262085, -0.8258981704711914]);
const SINE: usize = memory.data<f32>([1.5707963705062866, -0.6459634900093079, 0.07968021929264069, -0.004602149128913879]);
const COSINE: usize = memory.data<f32>([1.0, -1.2336970567703247, 0.25359857082366943, -0.020408159121870995]);

/** 1, ½, 2⁻³² and −2·ln 2/2²³. */
const SCALARS: usize = memory.data<f32>([1, 0.5, 2.3283064365386963e-10, -1.6525916589735634e-7]);
/** The bits of √½, those of a sign and exponent, of a sign alone, and half a quadrant of the circle. */
const BITS: usize = memory.data<i32>([0x3f3504f3, -0x800000, -0x80000000, 0x20000000]);

/** Bytes of a step, whose length divides that of a group of blocks. */
const STEP: usize = 64;

/**
 * Words → numbers of the same blocks, in order, in place:
 *
 *   √(−2·ln u1)·cos(2π·u2),  √(−2·ln u1)·sin(2π·u2)  for  u1 = (w0 + ½)/2³²,  u2 = w1/2³²,
 *
 * and likewise for w2, w3. Within 1.2e-6 of what these formulas are: root mean square 6e-8, and 9.8e-7 at most in
 * 5·10⁸ numbers. The angle has steps of 2⁻³² of the circle, so numbers next to 0 have as many digits as those allow.
 *
 * @param at for each two blocks [w0, w2, w0′, w2′, w1, w3, w1′, w3′]; then their eight numbers
 * @param bytes a multiple of 64
 */
export function boxMuller(at: usize, bytes: usize): void {
  const one = entry(SCALARS, 0);
  const half = entry(SCALARS, 1);
  const unit = entry(SCALARS, 2);
  const twoLn2 = entry(SCALARS, 3);
  const rootHalf = entry(BITS, 0);
  const exponent = entry(BITS, 1);
  const sign = entry(BITS, 2);
  const octant = entry(BITS, 3);
  const l0 = entry(LOGARITHM, 0);
  const l1 = entry(LOGARITHM, 1);
  const l2 = entry(LOGARITHM, 2);
  const s0 = entry(SINE, 0);
  const s1 = entry(SINE, 1);
  const s2 = entry(SINE, 2);
  const s3 = entry(SINE, 3);
  const c0 = entry(COSINE, 0);
  const c1 = entry(COSINE, 1);
  const c2 = entry(COSINE, 2);
  const c3 = entry(COSINE, 3);
  for (const stop = at + bytes; at < stop; at += STEP) {
    const radiusA = v128.load(at);
    const angleA = v128.load(at, 16);
    const radiusB = v128.load(at, 32);
    const angleB = v128.load(at, 48);

    const turnedA = i32x4.add(angleA, octant);
    const turnedB = i32x4.add(angleB, octant);
    const oddA = oddQuadrant(turnedA);
    const oddB = oddQuadrant(turnedB);
    const gA = withinQuadrant(angleA, oddA, unit);
    const gB = withinQuadrant(angleB, oddB, unit);
    const squareA = f32x4.mul(gA, gA);
    const squareB = f32x4.mul(gB, gB);
    const sineA = f32x4.mul(gA, cubic(squareA, s0, s1, s2, s3));
    const sineB = f32x4.mul(gB, cubic(squareB, s0, s1, s2, s3));
    const cosineA = cubic(squareA, c0, c1, c2, c3);
    const cosineB = cubic(squareB, c0, c1, c2, c3);
    // Odd quadrants exchange the two; the lower half of the circle changes both signs.
    const exchangedA = v128.and(v128.xor(sineA, cosineA), oddA);
    const exchangedB = v128.and(v128.xor(sineB, cosineB), oddB);

    const minusTwoLogA = minusTwoLog(radiusA, one, half, unit, twoLn2, rootHalf, exponent, l0, l1, l2);
    const minusTwoLogB = minusTwoLog(radiusB, one, half, unit, twoLn2, rootHalf, exponent, l0, l1, l2);
    const rA = v128.xor(f32x4.sqrt(minusTwoLogA), v128.and(turnedA, sign));
    const rB = v128.xor(f32x4.sqrt(minusTwoLogB), v128.and(turnedB, sign));

    const evenA = f32x4.mul(rA, v128.xor(cosineA, exchangedA));
    const unevenA = f32x4.mul(rA, v128.xor(sineA, exchangedA));
    const evenB = f32x4.mul(rB, v128.xor(cosineB, exchangedB));
    const unevenB = f32x4.mul(rB, v128.xor(sineB, exchangedB));
    v128.store(at, v128.shuffle<f32>(evenA, unevenA, 0, 4, 1, 5));
    v128.store(at, v128.shuffle<f32>(evenA, unevenA, 2, 6, 3, 7), 16);
    v128.store(at, v128.shuffle<f32>(evenB, unevenB, 0, 4, 1, 5), 32);
    v128.store(at, v128.shuffle<f32>(evenB, unevenB, 2, 6, 3, 7), 48);
  }
}

/** All bits where bit 30 of an angle, turned by half a quadrant, says that its quadrant is 1 or 3. */
@inline
function oddQuadrant(turned: v128): v128 {
  return i32x4.shr_s(i32x4.shl(turned, 1), 31);
}

/** How far an angle is from the middle of its quadrant, in quadrants: −½ to ½; the other way in odd ones, to 2⁻³². */
@inline
function withinQuadrant(angle: v128, odd: v128, unit: v128): v128 {
  return f32x4.mul(f32x4.convert_i32x4_s(v128.xor(i32x4.shl(angle, 2), odd)), unit);
}

/**
 * −2·ln u for u = (w + ½)/2³².
 *
 * A float32 near 1 has too few digits for the logarithm there. As a signed integer, w is the distance from 0 or, negative,
 * from 1, whichever is nearer; so what 1 − distance loses in rounding is known, and is given back where 1 is taken away.
 */
@inline
function minusTwoLog(
  word: v128, one: v128, half: v128, unit: v128, twoLn2: v128, rootHalf: v128, exponent: v128, l0: v128, l1: v128, l2: v128,
): v128 {
  const distance = f32x4.mul(f32x4.add(f32x4.convert_i32x4_s(word), half), unit);
  const end = v128.and(i32x4.shr_s(word, 31), one);
  const u = f32x4.add(end, distance);
  const lost = f32x4.add(f32x4.sub(end, u), distance);
  // u = 2ⁿ·(1 + m) with 1 + m from √½ to √2, and ln(1 + m) = 2·artanh s for s = m/(2 + m); `power` is 2²³·n.
  const power = v128.and(i32x4.sub(u, rootHalf), exponent);
  const mantissa = i32x4.sub(u, power);
  const s = f32x4.div(f32x4.add(f32x4.sub(mantissa, one), lost), f32x4.add(mantissa, one));
  const t = f32x4.mul(s, s);
  const series = f32x4.add(l0, f32x4.mul(t, f32x4.add(l1, f32x4.mul(t, l2))));
  return f32x4.add(f32x4.mul(f32x4.convert_i32x4_s(power), twoLn2), f32x4.mul(s, series));
}

@inline
function cubic(x: v128, c0: v128, c1: v128, c2: v128, c3: v128): v128 {
  return f32x4.add(c0, f32x4.mul(x, f32x4.add(c1, f32x4.mul(x, f32x4.add(c2, f32x4.mul(x, c3))))));
}

@inline
function entry(table: usize, index: usize): v128 {
  return v128.load32_splat(table + index * 4);
}
