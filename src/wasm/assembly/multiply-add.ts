/**
 * x·y + z of two lanes: rounded once in the build with relaxed SIMD, where the processor can, and twice in the other.
 *
 * One processor does one or the other throughout, so equal calls give equal bits.
 */
@inline
export function multiplyAdd(x: v128, y: v128, z: v128): v128 {
  return ASC_FEATURE_RELAXED_SIMD ? f64x2.relaxed_madd(x, y, z) : f64x2.add(z, f64x2.mul(x, y));
}

/** z − x·y, likewise. */
@inline
export function multiplySubtract(x: v128, y: v128, z: v128): v128 {
  return ASC_FEATURE_RELAXED_SIMD ? f64x2.relaxed_nmadd(x, y, z) : f64x2.sub(z, f64x2.mul(x, y));
}
