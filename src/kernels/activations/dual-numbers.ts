import type { Algebra, FunctionDefinition } from './algebra.ts';
import { erf } from './error-function.ts';

/** A value and its derivative with respect to x. */
export interface Dual {
  value: number;
  slope: number;
}

/** A node of a compiled formula: fills and returns its own record, so that evaluation allocates nothing. */
export type DualFunction = (x: number) => Dual;

function variable(): DualFunction {
  const out = { value: 0, slope: 1 };
  return (x) => {
    out.value = x;
    return out;
  };
}

function constant(value: number): DualFunction {
  const out = { value, slope: 0 };
  return () => out;
}

function negate(argument: DualFunction): DualFunction {
  return chain(
    (u) => -u,
    () => -1,
  )(argument);
}

/** Lifts f to dual numbers by the chain rule; `slope` is f′, given u and f(u). */
function chain(f: (u: number) => number, slope: (u: number, value: number) => number): (argument: DualFunction) => DualFunction {
  return (argument) => {
    const out = { value: 0, slope: 0 };
    return (x) => {
      const u = argument(x);
      out.value = f(u.value);
      out.slope = u.slope === 0 ? 0 : slope(u.value, out.value) * u.slope;
      return out;
    };
  };
}

type Combine = (left: Dual, right: Dual, out: Dual) => void;

function combine(rule: Combine): (left: DualFunction, right: DualFunction) => DualFunction {
  return (left, right) => {
    const out = { value: 0, slope: 0 };
    return (x) => {
      rule(left(x), right(x), out);
      return out;
    };
  };
}

/** The larger of two; where they meet, the mean of both slopes. */
function larger(a: Dual, b: Dual, out: Dual, sign: 1 | -1): void {
  const difference = sign * (a.value - b.value);
  out.value = Number.isNaN(difference) && a.value !== b.value ? Number.NaN : difference >= 0 ? a.value : b.value;
  out.slope = difference > 0 ? a.slope : difference < 0 ? b.slope : (a.slope + b.slope) / 2;
}

/** u^v: for a constant exponent v·u^(v−1)·u′, which needs no logarithm and takes any sign of u. */
function power(u: Dual, v: Dual, out: Dual): void {
  out.value = u.value ** v.value;
  out.slope = u.slope === 0 || v.value === 0 ? 0 : v.value * u.value ** (v.value - 1) * u.slope;
  if (v.slope !== 0) out.slope += out.value * Math.log(u.value) * v.slope;
}

/** + − * / ^ by their rules of differentiation. */
const BINARY: Algebra<DualFunction>['binary'] = new Map([
  ['+', combine((a, b, out) => assign(out, a.value + b.value, a.slope + b.slope))],
  ['-', combine((a, b, out) => assign(out, a.value - b.value, a.slope - b.slope))],
  ['*', combine((a, b, out) => assign(out, a.value * b.value, a.slope * b.value + a.value * b.slope))],
  ['/', combine((a, b, out) => assign(out, a.value / b.value, (a.slope - (a.value / b.value) * b.slope) / b.value))],
  ['^', combine(power)],
]);

function assign(out: Dual, value: number, slope: number): void {
  out.value = value;
  out.slope = slope;
}

/** 1/(1 + exp(−u)), without overflow. */
export function sigmoid(u: number): number {
  const decay = Math.exp(-Math.abs(u));
  return u >= 0 ? 1 / (1 + decay) : decay / (1 + decay);
}

const sigmoidSlope = (u: number) => sigmoid(u) * sigmoid(-u);
const softplus = (u: number) => Math.max(u, 0) + Math.log1p(Math.exp(-Math.abs(u)));

function unary(f: (u: number) => number, slope: (u: number, value: number) => number): FunctionDefinition<DualFunction> {
  const lift = chain(f, slope);
  return { arity: 1, build: ([argument]) => lift(argument) };
}

function binary(rule: Combine): FunctionDefinition<DualFunction> {
  const lift = combine(rule);
  return { arity: 2, build: ([left, right]) => lift(left, right) };
}

/** The functions of the language with their derivatives; kinks take the mean of the one-sided slopes. */
const FUNCTIONS: Algebra<DualFunction>['functions'] = new Map([
  ['exp', unary(Math.exp, (_, value) => value)],
  ['log', unary(Math.log, (u) => 1 / u)],
  ['sqrt', unary(Math.sqrt, (_, value) => 0.5 / value)],
  ['tanh', unary(Math.tanh, (u) => 4 * sigmoidSlope(2 * u))],
  ['sigmoid', unary(sigmoid, sigmoidSlope)],
  ['erf', unary(erf, (u) => (2 / Math.sqrt(Math.PI)) * Math.exp(-u * u))],
  ['sin', unary(Math.sin, Math.cos)],
  ['cos', unary(Math.cos, (u) => -Math.sin(u))],
  ['abs', unary(Math.abs, Math.sign)],
  [
    'relu',
    unary(
      (u) => Math.max(u, 0),
      (u) => (u > 0 ? 1 : u < 0 ? 0 : 0.5),
    ),
  ],
  ['softplus', unary(softplus, sigmoid)],
  ['atan', unary(Math.atan, (u) => 1 / (1 + u * u))],
  ['sinh', unary(Math.sinh, Math.cosh)],
  ['cosh', unary(Math.cosh, Math.sinh)],
  ['max', binary((a, b, out) => larger(a, b, out, 1))],
  ['min', binary((a, b, out) => larger(a, b, out, -1))],
]);

/** Functions of a number, with their derivatives by forward-mode differentiation. */
export const DUAL_NUMBERS: Algebra<DualFunction> = { variable, constant, negate, binary: BINARY, functions: FUNCTIONS };
