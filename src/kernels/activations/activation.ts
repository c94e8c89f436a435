/** What a request says about an activation (already validated for JSON shape). */
export interface ActivationSpec {
  name: string;
  gain?: number;
  negativeSlope?: number;
  gamma?: number;
  expression?: string;
  breakpoints?: readonly number[];
}

/** The two Gaussian moments a layer needs, without the gain. */
export interface Moments {
  /** E[φ(u)φ(v)] */
  dual: number;
  /** E[φ′(u)φ′(v)] */
  derivative: number;
}

/**
 * A nonlinearity φ and its moments E[φ(u)φ(v)], E[φ′(u)φ′(v)] under
 * (u, v) ~ N(0, [[var1, cov12], [cov12, var2]]).
 *
 * The moments leave the gain γ out: the layer recursion multiplies them by γ². At a kink φ′ is
 * the mean of its one-sided limits, so ReLU has φ′(0) = ½. This fixes the derivative where a
 * variance is zero, in `diagonal` and `moments` alike: (0, 0) gives φ′(0)². (neural-tangents gives
 * ¼ for such a pair of ReLUs and ½ for the same pair on its diagonal.)
 */
export interface Activation {
  readonly name: string;
  /** γ: √2 for relu and leaky_relu, 1 for the rest, unless the spec says otherwise. */
  readonly gain: number;
  /** Negative slope of leaky_relu, γ of rbf; for passes that have formulas of their own. */
  readonly parameter?: number;
  /** Stated accuracy: absolute error over √(E[φ(u)²]·E[φ(v)²]), and the same with φ′. */
  readonly accuracy: number;
  /** φ(x), without the gain. */
  evaluate(x: number): number;
  /** φ′(x), without the gain. */
  derivative(x: number): number;
  /** E[φ(u)²] and E[φ′(u)²] for u ~ N(0, variance), by their own formula (θ = 0). */
  diagonal(variance: number): Moments;
  /**
   * Both moments of `count` pairs, elementwise over flat arrays.
   *
   * `dual` may be `cov12` itself. `derivative` is null when it is not wanted. A covariance beyond
   * ±√(var1·var2), which rounding can produce, counts as ±√(var1·var2).
   */
  moments(
    cov12: Float64Array,
    var1: Float64Array,
    var2: Float64Array,
    dual: Float64Array,
    derivative: Float64Array | null,
    count: number,
  ): void;
}
