import type { ActivationSpec } from '../../src/kernels/activations/activation.ts';

/** An activation as anyone would write it down, without gain; at a kink the derivative is the mean of both sides. */
export interface PlainActivation {
  phi(x: number): number;
  derivative(x: number): number;
}

/** The covariance of one pair of Gaussian variables (u, v), both of mean zero. */
export interface PairCovariance {
  var1: number;
  var2: number;
  cov12: number;
}

/** E[φ(u)φ(v)] and E[φ′(u)φ′(v)]. */
export interface PairExpectations {
  product: number;
  derivativeProduct: number;
}

/**
 * erf(x) = (2/√π)·e^(−x²)·Σ 2ⁿx^(2n+1)/(2n+1)!!, a series of terms of one sign.
 *
 * From |x| = 6 on it is ±1 to the last bit.
 */
export function erf(x: number): number {
  if (Math.abs(x) >= 6) return Math.sign(x);
  let term = x;
  let sum = x;
  for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}

const normalDensity = (x: number) => Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
const normalDistribution = (x: number) => 0.5 * (1 + erf(x / Math.SQRT2));

/** The plain activation of a description. */
export function plainActivation(spec: ActivationSpec): PlainActivation {
  const slope = spec.negativeSlope ?? Number.NaN;
  const gamma = spec.gamma ?? Number.NaN;
  const frequency = Math.sqrt(2 * gamma);
  const plain: Record<string, PlainActivation> = {
    identity: { phi: (x) => x, derivative: () => 1 },
    relu: { phi: (x) => Math.max(x, 0), derivative: (x) => (1 + Math.sign(x)) / 2 },
    leaky_relu: { phi: (x) => (x > 0 ? x : slope * x), derivative: (x) => (1 + slope + (1 - slope) * Math.sign(x)) / 2 },
    abs: { phi: (x) => Math.abs(x), derivative: Math.sign },
    sin: { phi: (x) => Math.sin(x), derivative: (x) => Math.cos(x) },
    cos: { phi: (x) => Math.cos(x), derivative: (x) => -Math.sin(x) },
    tanh: { phi: (x) => Math.tanh(x), derivative: (x) => 1 - Math.tanh(x) ** 2 },
    erf: { phi: erf, derivative: (x) => (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) },
    gelu: {
      phi: (x) => x * normalDistribution(x),
      derivative: (x) => normalDistribution(x) + x * normalDensity(x),
    },
    rbf: {
      phi: (x) => Math.SQRT2 * Math.sin(frequency * x + Math.PI / 4),
      derivative: (x) => Math.SQRT2 * frequency * Math.cos(frequency * x + Math.PI / 4),
    },
  };
  const found = plain[spec.name];
  if (!found) throw new Error(`no plain form of the activation ${spec.name}`);
  return found;
}

/** The gain γ of a description: √2 for ReLU and leaky ReLU, 1 for the rest, unless it is given. */
export function gainOf(spec: ActivationSpec): number {
  return spec.gain ?? (spec.name === 'relu' || spec.name === 'leaky_relu' ? Math.SQRT2 : 1);
}

/** Points and weights on [−1, 1] that integrate polynomials of degree 2·count − 1 exactly. */
export function gaussLegendre(count: number): Node[] {
  return Array.from({ length: count }, (_, index) => {
    let x = Math.cos((Math.PI * (index + 0.75)) / (count + 0.5));
    let slope = 0;
    for (let newton = 0; newton < 8; newton++) {
      let previous = 1;
      let value = x;
      for (let n = 2; n <= count; n++) [previous, value] = [value, ((2 * n - 1) * x * value - (n - 1) * previous) / n];
      slope = (count * (x * value - previous)) / (x * x - 1);
      x -= value / slope;
    }
    return { x, weight: 2 / ((1 - x * x) * slope * slope) };
  });
}

/** The quadrature's size: nodes on each of the four arcs, nodes on each of the radii's two intervals. */
export interface Resolution {
  arc: number;
  radius: number;
}
const RESOLUTION: Resolution = { arc: 28, radius: 32 };

/**
 * The angle θ between the variables, cov12 = √(var1·var2)·cos θ.
 *
 * A correlation within 1e-14 of ±1 is taken as ±1: rounding alone moves it by that much, and θ by
 * the square root of it.
 */
export function angleBetween({ var1, var2, cov12 }: PairCovariance): number {
  const product = Math.sqrt(var1 * var2);
  if (product === 0) return Math.PI / 2;
  if (product - Math.abs(cov12) <= 1e-14 * product) return cov12 > 0 ? 0 : Math.PI;
  return Math.atan2(Math.sqrt((product - cov12) * (product + cov12)), cov12);
}

/**
 * E[φ(u)φ(v)] and E[φ′(u)φ′(v)] for (u, v) ~ N(0, [[var1, cov12], [cov12, var2]]), by quadrature.
 *
 * In polar coordinates u = √var1·r·cos t and v = √var2·r·cos(t − θ), so that
 * E = (1/2π) ∫dt ∫ r·e^(−r²/2)·φ(u)·φ(v) dr. A kink of φ at 0 lies on the four rays where a cosine
 * vanishes: between them the integrand is smooth, and Gauss–Legendre is used on every arc.
 * Good to about 1e-10 for variances up to 10.
 */
export function expectations(activation: PlainActivation, pair: PairCovariance, resolution = RESOLUTION): PairExpectations {
  const theta = angleBetween(pair);
  const std1 = Math.sqrt(pair.var1);
  const std2 = Math.sqrt(pair.var2);
  const halfPi = Math.PI / 2;
  const rays = [-halfPi, halfPi, theta - halfPi, theta + halfPi].sort((a, b) => a - b);
  const arcs = rays.map((start, index) => [start, rays[index + 1] ?? rays[0]! + 2 * Math.PI] as const);
  const radii = [...radialRule(0, 3, resolution.radius), ...radialRule(3, 9, resolution.radius)]; // beyond 9 the weight is below 1e-16

  let product = 0;
  let derivativeProduct = 0;
  for (const [start, end] of arcs) {
    for (const { x: t, weight: arcWeight } of ruleOn(start, end, resolution.arc)) {
      const along1 = std1 * Math.cos(t);
      const along2 = std2 * Math.cos(t - theta);
      for (const { x: r, weight: radialWeight } of radii) {
        const weight = (arcWeight * radialWeight) / (2 * Math.PI);
        product += weight * activation.phi(r * along1) * activation.phi(r * along2);
        derivativeProduct += weight * activation.derivative(r * along1) * activation.derivative(r * along2);
      }
    }
  }
  return { product, derivativeProduct };
}

interface Node {
  x: number;
  weight: number;
}

/** Gauss–Legendre on [start, end]. */
function ruleOn(start: number, end: number, count: number): Node[] {
  const half = (end - start) / 2;
  return gaussLegendreOnce(count).map(({ x, weight }) => ({ x: start + half * (1 + x), weight: half * weight }));
}

/** Gauss–Legendre on [inner, outer], with the factor r·e^(−r²/2) in its weights. */
function radialRule(inner: number, outer: number, count: number): Node[] {
  return ruleOn(inner, outer, count).map(({ x, weight }) => ({ x, weight: weight * x * Math.exp(-0.5 * x * x) }));
}

const rules = new Map<number, Node[]>();

function gaussLegendreOnce(count: number): Node[] {
  const rule = rules.get(count) ?? gaussLegendre(count);
  rules.set(count, rule);
  return rule;
}
