import type { Tensor } from '@tensorflow/tfjs-core';
import type { Algebra, FunctionDefinition } from '../../kernels/activations/algebra.ts';
import type { Tensors } from '../backends/tensor-backend.ts';
import { half } from '../networks/tensor-duals.ts';
import { type Series, seriesArithmetic } from './series.ts';

/** A function of x applied to power series x(t) of tensors, elementwise. */
export type JetFunction = (x: Series) => Series;

/**
 * Functions of power series up to t^R: derivatives of any order by Taylor arithmetic, where `tensorDuals` has the first.
 *
 * Each function is the solution of its differential equation, y′ = s(u, y)·u′ (Griewank & Walther, Evaluating Derivatives,
 * 2008, ch. 13). Pieces of piecewise functions are chosen by the value at t = 0; where two meet, their mean counts.
 *
 * @param order R
 */
export function tensorJets(tf: Tensors, order: number): Algebra<JetFunction> {
  const { add, subtract, negate, scale, weigh, multiply, divide, integrate, compose, convolved } = seriesArithmetic(tf);
  const constant = (value: Tensor): Series => [value, ...new Array<null>(order).fill(null)];
  const number = (value: number) => constant(tf.scalar(value));

  const exp = (u: Series) => integrate(u, tf.exp(u[0]!), (k, y) => y[k]!);
  /** y′ = s·u′ for a slope that is known beforehand. */
  const follow = (u: Series, value: Tensor, slope: Series) => integrate(u, value, (k) => slope[k]!);
  const log = (u: Series) => follow(u, tf.log(u[0]!), divide(number(1), u));

  /** y′ = y·(1 − y)·u′; 1 − y has digits of its own at t = 0. */
  function sigmoid(u: Series): Series {
    const rest = tf.sigmoid(tf.neg(u[0]!));
    return integrate(u, tf.sigmoid(u[0]!), (k, y) => convolved(y, [rest, ...negate(y.slice(1))], k));
  }

  /** (sin u, cos u) for sign = −1, (sinh u, cosh u) for sign = 1: s′ = c·u′, c′ = sign·s·u′. */
  function turning(u: Series, sine: Tensor, cosine: Tensor, sign: 1 | -1): [Series, Series] {
    const c: (Tensor | null)[] = [cosine];
    const s = integrate(u, sine, (k, known) => {
      if (k > 0) c.push(next(known, k));
      return c[k]!;
    });
    return [s, [...c, next(s, order)]];

    function next(known: Series, k: number): Tensor | null {
      const sum = convolved(
        u.map((coefficient, j) => coefficient && tf.mul(coefficient, (sign * j) / k)),
        known,
        k,
        1,
      );
      return sum;
    }
  }
  const circular = (u: Series) => turning(u, tf.sin(u[0]!), tf.cos(u[0]!), -1);
  const hyperbolic = (u: Series) => turning(u, tf.sinh(u[0]!), tf.cosh(u[0]!), 1);

  const larger = (a: Series, b: Series): Series => {
    const weight = half(tf, tf.sign(tf.sub(a[0]!, b[0]!)));
    const mixed = add(weigh(a, weight), weigh(b, tf.sub(1, weight)));
    return [tf.maximum(a[0]!, b[0]!), ...mixed.slice(1)];
  };

  /** u^v; for a constant exponent by binomial coefficients, which needs no logarithm and takes any sign of u. */
  function power(u: Series, v: Series): Series {
    if (v.slice(1).some((coefficient) => coefficient !== null)) {
      return [tf.pow(u[0]!, v[0]!), ...exp(multiply(v, log(u))).slice(1)];
    }
    const [base, exponent] = [u[0]!, v[0]!];
    const derivatives = [tf.pow(base, exponent)];
    let binomial: Tensor = tf.onesLike(exponent);
    for (let k = 1; k <= order; k++) {
      binomial = tf.mul(binomial, tf.div(tf.sub(exponent, k - 1), k));
      // 0 times an infinite power of 0 is 0 here: x² has no third derivative anywhere.
      const spread = tf.add(tf.zerosLike(base), binomial);
      const product = tf.mul(spread, tf.pow(base, tf.sub(exponent, k)));
      derivatives.push(tf.where(tf.equal(spread, 0), tf.zerosLike(product), product));
    }
    return compose(u, derivatives);
  }

  const withValue = (value: Tensor, series: Series): Series => [value, ...series.slice(1)];
  const unary = (f: (u: Series) => Series): FunctionDefinition<JetFunction> => ({
    arity: 1,
    build:
      ([argument]) =>
      (x) =>
        f(argument!(x)),
  });
  const lifted =
    (rule: (a: Series, b: Series) => Series) =>
    (left: JetFunction, right: JetFunction): JetFunction =>
    (x) =>
      rule(left(x), right(x));
  const binary = (rule: (a: Series, b: Series) => Series): FunctionDefinition<JetFunction> => ({
    arity: 2,
    build: ([left, right]) => lifted(rule)(left!, right!),
  });

  return {
    variable: () => (x) => x,
    constant: (value) => () => number(value),
    negate: (argument) => (x) => negate(argument(x)),
    binary: new Map([
      ['+', lifted(add)],
      ['-', lifted(subtract)],
      ['*', lifted(multiply)],
      ['/', lifted(divide)],
      ['^', lifted(power)],
    ]),
    functions: new Map([
      ['exp', unary(exp)],
      ['log', unary(log)],
      ['sqrt', unary((u) => power(u, number(0.5)))],
      ['tanh', unary((u) => withValue(tf.tanh(u[0]!), scale(sigmoid(scale(u, 2)), 2)))],
      ['sigmoid', unary(sigmoid)],
      ['erf', unary((u) => follow(u, tf.erf(u[0]!), scale(exp(negate(multiply(u, u))), 2 / Math.sqrt(Math.PI))))],
      ['sin', unary((u) => circular(u)[0])],
      ['cos', unary((u) => circular(u)[1])],
      ['abs', unary((u) => weigh(u, tf.sign(u[0]!)))],
      ['relu', unary((u) => withValue(tf.relu(u[0]!), weigh(u, half(tf, tf.sign(u[0]!)))))],
      ['softplus', unary((u) => follow(u, tf.softplus(u[0]!), sigmoid(u)))],
      ['atan', unary((u) => follow(u, tf.atan(u[0]!), divide(number(1), add(number(1), multiply(u, u)))))],
      ['sinh', unary((u) => hyperbolic(u)[0])],
      ['cosh', unary((u) => hyperbolic(u)[1])],
      ['max', binary(larger)],
      ['min', binary((a, b) => negate(larger(negate(a), negate(b))))],
    ]),
  };
}
