import type { Tensor } from '@tensorflow/tfjs-core';
import type { Algebra, FunctionDefinition } from '../../kernels/activations/algebra.ts';
import type { Tensors } from '../backends/tensor-backend.ts';

/** Values and their derivatives with respect to x, elementwise; `slope` is null where it is 0 everywhere. */
export interface TensorDual {
  value: Tensor;
  slope: Tensor | null;
}

export type TensorFunction = (x: Tensor) => TensorDual;

/** Functions of all elements of a tensor, with their derivatives by forward-mode differentiation. */
export function tensorDuals(tf: Tensors): Algebra<TensorFunction> {
  const chain =
    (f: (u: Tensor) => Tensor, slope: (u: Tensor, value: Tensor) => Tensor) =>
    (argument: TensorFunction): TensorFunction =>
    (x) => {
      const u = argument(x);
      const value = f(u.value);
      return { value, slope: u.slope && tf.mul(slope(u.value, value), u.slope) };
    };
  const combine =
    (rule: (a: TensorDual, b: TensorDual) => TensorDual) =>
    (left: TensorFunction, right: TensorFunction): TensorFunction =>
    (x) =>
      rule(left(x), right(x));
  const sum = (a: Tensor | null, b: Tensor | null) => (a && b ? tf.add(a, b) : (a ?? b));
  const times = (slope: Tensor | null, factor: Tensor) => slope && tf.mul(slope, factor);
  const negated = (slope: Tensor | null) => slope && tf.neg(slope);

  /** Where a and b meet, the mean of both slopes. */
  const larger = (a: TensorDual, b: TensorDual): TensorDual => {
    const weight = half(tf, tf.sign(tf.sub(a.value, b.value)));
    return {
      value: tf.maximum(a.value, b.value),
      slope: sum(times(a.slope, weight), times(b.slope, tf.sub(1, weight))),
    };
  };
  const negative = ({ value, slope }: TensorDual): TensorDual => ({ value: tf.neg(value), slope: negated(slope) });

  /** For a constant exponent v·u^(v−1)·u′, which needs no logarithm and takes any sign of u. */
  const power = (u: TensorDual, v: TensorDual): TensorDual => {
    const value = tf.pow(u.value, v.value);
    const byBase = u.slope && tf.mul(tf.mul(v.value, powerBelow(tf, u.value, v.value)), u.slope);
    const byExponent = v.slope && tf.mul(tf.mul(value, tf.log(u.value)), v.slope);
    return { value, slope: sum(byBase, byExponent) };
  };

  const unary = (f: (u: Tensor) => Tensor, slope: (u: Tensor, value: Tensor) => Tensor): FunctionDefinition<TensorFunction> => {
    const lift = chain(f, slope);
    return { arity: 1, build: ([argument]) => lift(argument!) };
  };
  const binary = (rule: (a: TensorDual, b: TensorDual) => TensorDual): FunctionDefinition<TensorFunction> => {
    const lift = combine(rule);
    return { arity: 2, build: ([left, right]) => lift(left!, right!) };
  };
  const logistic = (u: Tensor, value: Tensor) => tf.mul(value, tf.sigmoid(tf.neg(u)));

  return {
    variable: () => (x) => ({ value: x, slope: tf.onesLike(x) }),
    constant: (value) => () => ({ value: tf.scalar(value), slope: null }),
    negate: chain(
      (u) => tf.neg(u),
      (u) => tf.neg(tf.onesLike(u)),
    ),
    binary: new Map([
      ['+', combine((a, b) => ({ value: tf.add(a.value, b.value), slope: sum(a.slope, b.slope) }))],
      ['-', combine((a, b) => ({ value: tf.sub(a.value, b.value), slope: sum(a.slope, negated(b.slope)) }))],
      ['*', combine((a, b) => ({ value: tf.mul(a.value, b.value), slope: sum(times(a.slope, b.value), times(b.slope, a.value)) }))],
      [
        '/',
        combine((a, b) => {
          const value = tf.div(a.value, b.value);
          const slope = sum(a.slope, negated(times(b.slope, value)));
          return { value, slope: slope && tf.div(slope, b.value) };
        }),
      ],
      ['^', combine(power)],
    ]),
    functions: new Map([
      ['exp', unary(tf.exp, (_, value) => value)],
      ['log', unary(tf.log, (u) => tf.reciprocal(u))],
      ['sqrt', unary(tf.sqrt, (_, value) => tf.div(0.5, value))],
      ['tanh', unary(tf.tanh, (u) => tf.mul(4, logistic(tf.mul(2, u), tf.sigmoid(tf.mul(2, u)))))],
      ['sigmoid', unary(tf.sigmoid, logistic)],
      ['erf', unary(tf.erf, (u) => tf.mul(2 / Math.sqrt(Math.PI), tf.exp(tf.neg(tf.square(u)))))],
      ['sin', unary(tf.sin, (u) => tf.cos(u))],
      ['cos', unary(tf.cos, (u) => tf.neg(tf.sin(u)))],
      ['abs', unary(tf.abs, (u) => tf.sign(u))],
      ['relu', unary(tf.relu, (u) => half(tf, tf.sign(u)))],
      ['softplus', unary(tf.softplus, (u) => tf.sigmoid(u))],
      ['atan', unary(tf.atan, (u) => tf.reciprocal(tf.add(1, tf.square(u))))],
      ['sinh', unary(tf.sinh, (u) => tf.cosh(u))],
      ['cosh', unary(tf.cosh, (u) => tf.sinh(u))],
      ['max', binary(larger)],
      ['min', binary((a, b) => negative(larger(negative(a), negative(b))))],
    ]),
  };
}

/** (1 + sign)/2: 0, ½ or 1. */
export function half(tf: Tensors, sign: Tensor): Tensor {
  return tf.mul(0.5, tf.add(1, sign));
}

/** u^(v−1), and 0 where v = 0, so that the slope of u⁰ is 0 at u = 0, too. */
function powerBelow(tf: Tensors, u: Tensor, v: Tensor): Tensor {
  const power = tf.pow(u, tf.sub(v, 1));
  return tf.where(tf.equal(tf.add(tf.zerosLike(power), v), 0), tf.zerosLike(power), power);
}
