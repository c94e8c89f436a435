/** All that is kept of vectors that came one after the other, entry by entry. */
export interface MomentSums {
  count: number;
  mean: Float64Array;
  /** Σ(value − mean)² */
  squares: Float64Array;
  /** Σ(value − mean)³, where it is wanted. */
  cubes?: Float64Array;
}

/** Sums over vectors, such as the kernels of finite networks. */
export interface Moments {
  readonly mean: Float64Array;
  readonly sums: MomentSums;
  add(values: ArrayLike<number>): void;
  /** Adds vectors that were summed up elsewhere: the same as adding each, up to rounding. */
  merge(others: MomentSums): void;
}
