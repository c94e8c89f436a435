import { adaptiveIntegral, type Integral } from './gauss-kronrod.ts';
import { type Feature, gradedMesh, scaledFeatures } from './mesh.ts';

const MAX_PANEL = 4;
/** P(|Y| > 12) < 1e-32, whose root bounds what is cut off, relative to √(q₁q₂). */
const INNER_REACH = 12;

export interface GaussianPair {
  scale1: number;
  scale2: number;
  correlation: number;
  /** √(1−ρ²), with more digits than ρ leaves in it. */
  rest: number;
  /** |X| beyond it adds nothing to E[f(scale1·X)²]. */
  reach: number;
  /** √(E f(u)² · E f(v)²), the unit of the tolerance. */
  unit: number;
}

/**
 * E[f(u)f(v)] for u = s₁X, v = s₂(ρX + √(1−ρ²)·Y), by nested adaptive Gauss–Kronrod in (X, Y).
 *
 * Every kink of f is an edge of both levels. One level suffices at ρ = ±1. The error of the inner
 * integrals enters the returned estimate. Milliseconds a pair: for the pairs that the series misses.
 */
export function nestedExpectation(
  f: (x: number) => number,
  breakpoints: readonly number[],
  { scale1, scale2, correlation, rest, reach, unit }: GaussianPair,
  tolerance: number,
): Integral {
  const features = [...scaledFeatures(breakpoints, scale1), ...smoothedFeatures(breakpoints, scale2, correlation, rest)];
  const edges = gradedMesh(features, reach, MAX_PANEL);
  if (rest === 0) {
    return adaptiveIntegral((x) => density(x) * f(scale1 * x) * f(scale2 * correlation * x), edges, tolerance * unit);
  }
  let innerError = 0;
  const outer = adaptiveIntegral(
    (x) => {
      const weight = density(x) * f(scale1 * x);
      if (Math.abs(weight) <= 1e-30 * unit) return 0;
      const offset = scale2 * correlation * x;
      const innerFeatures = [0, ...breakpoints].map((point) => ({
        centre: (point - offset) / (scale2 * rest),
        width: 1 / (scale2 * rest),
      }));
      const inner = adaptiveIntegral(
        (y) => density(y) * f(offset + scale2 * rest * y),
        gradedMesh(innerFeatures, INNER_REACH, MAX_PANEL),
        (0.02 * tolerance * unit) / Math.max(Math.abs(weight), Number.MIN_VALUE),
      );
      innerError = Math.max(innerError, inner.error * Math.abs(weight));
      return weight * inner.value;
    },
    edges,
    0.5 * tolerance * unit,
  );
  return { value: outer.value, error: outer.error + innerError * 2 * reach };
}

/** Where the inner integral changes as a function of X: the kinks of f(v), blurred by √(1−ρ²)·Y. */
function smoothedFeatures(breakpoints: readonly number[], scale2: number, correlation: number, rest: number): Feature[] {
  return scaledFeatures(breakpoints, scale2 * correlation).map(({ centre, width }) => ({
    centre,
    width: rest > 0 ? Math.min(Math.abs(width), rest / Math.abs(correlation)) : Math.abs(width),
  }));
}

function density(x: number): number {
  return Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
}
