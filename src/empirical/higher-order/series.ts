import type { Tensor } from '@tensorflow/tfjs-core';
import type { Tensors } from '../backends/tensor-backend.ts';

/**
 * c_0 … c_R of a power series Σ_k c_k·t^k that ends with t^R, elementwise; null is 0 everywhere, which c_0 never is
 * unless something says so. Coefficients may have any shapes that broadcast.
 */
export type Series = readonly (Tensor | null)[];

/** Arithmetic of power series: everything beyond t^R is dropped. */
export function seriesArithmetic(tf: Tensors) {
  const plus = (a: Tensor | null, b: Tensor | null) => (a && b ? tf.add(a, b) : (a ?? b));
  const times = (a: Tensor | null, b: Tensor | null) => a && b && tf.mul(a, b);
  const negated = (a: Tensor | null) => a && tf.neg(a);
  const scaled = (a: Tensor | null, factor: number) => (a && factor !== 1 ? tf.mul(a, factor) : a);

  /** Σ_{j = from}^{to} left_j·right_{k−j} */
  function convolved(left: Series, right: Series, k: number, from = 0, to = k): Tensor | null {
    let sum: Tensor | null = null;
    for (let j = from; j <= to; j++) sum = plus(sum, times(left[j]!, right[k - j]!));
    return sum;
  }

  const multiply = (u: Series, v: Series): Series => u.map((_, k) => convolved(u, v, k));

  return {
    add: (u: Series, v: Series): Series => u.map((c, k) => plus(c, v[k]!)),
    subtract: (u: Series, v: Series): Series => u.map((c, k) => plus(c, negated(v[k]!))),
    negate: (u: Series): Series => u.map(negated),
    scale: (u: Series, factor: number): Series => u.map((c) => scaled(c, factor)),
    /** All coefficients times a tensor. */
    weigh: (u: Series, factor: Tensor): Series => u.map((c) => times(c, factor)),
    multiply,

    /** q with q·v = u: q_k = (u_k − Σ_{j ≥ 1} v_j·q_{k−j})/v_0 */
    divide(u: Series, v: Series): Series {
      const q: (Tensor | null)[] = [];
      for (let k = 0; k < u.length; k++) {
        const rest = plus(u[k]!, negated(convolved(v, q, k, 1)));
        q.push(rest && tf.div(rest, v[0]!));
      }
      return q;
    },

    /**
     * y with y_0 = `value` and y′ = s·u′, so that k·y_k = Σ_{j = 1}^k j·u_j·s_{k−j}.
     *
     * @param slope s_k, given y_0 … y_k; called for k = 0, 1, … in turn
     */
    integrate(u: Series, value: Tensor, slope: (k: number, y: Series) => Tensor | null): Series {
      const moved = u.map((c, j) => scaled(c, j));
      const y: (Tensor | null)[] = [value];
      const s: (Tensor | null)[] = [];
      for (let k = 1; k < u.length; k++) {
        s.push(slope(k - 1, y));
        y.push(scaled(convolved(moved, s, k, 1), 1 / k));
      }
      return y;
    },

    /** Σ_k a_k·(u − u_0)^k, by Horner's rule. */
    compose(u: Series, a: readonly Tensor[]): Series {
      const rest: Series = [null, ...u.slice(1)];
      let y: Series = u.map((_, k) => (k === 0 ? a.at(-1)! : null));
      for (const coefficient of a.slice(0, -1).reverse()) y = [coefficient, ...multiply(y, rest).slice(1)];
      return y;
    },

    /** Coefficient k of a product. */
    convolved,
  };
}

export type SeriesArithmetic = ReturnType<typeof seriesArithmetic>;

/** `tf.tidy` for a series: its coefficients are tensors of their own, which can be disposed of. */
export function tidied(tf: Tensors, make: () => Series): Series {
  let there: boolean[] = [];
  const kept = tf.tidy(() => {
    const series = make();
    there = series.map((coefficient) => coefficient !== null);
    return series.flatMap((coefficient) => (coefficient === null ? [] : [tf.clone(coefficient)]));
  });
  return there.map((is) => (is ? kept.shift()! : null));
}

export function disposeOf(tf: Tensors, series: Series): void {
  for (const coefficient of series) if (coefficient) tf.dispose(coefficient);
}
