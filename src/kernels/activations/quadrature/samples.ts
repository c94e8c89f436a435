import { gaussLegendre } from './gauss-legendre.ts';
import { gradedMesh, scaledFeatures } from './mesh.ts';

const RULE = gaussLegendre(16);
/** Beyond it the Gaussian weight is below 1e-281. */
const REACH = 36;
const MAX_PANEL = 1;
/** A sample this much smaller than the largest one adds nothing to any double. */
const NEGLIGIBLE = 1e-19;

/** A nonlinearity as the quadrature sees it: φ, φ′ and the places where φ is not smooth. */
export interface Nonlinearity {
  evaluate(x: number): number;
  derivative(x: number): number;
  breakpoints: readonly number[];
}

/**
 * φ and φ′ sampled for integrals against a standard Gaussian: with w its density,
 * E[φ(sX)²] = Σ weight·value² and E[φ(sX)·p(X)] = Σ weight·value·(p·√w)(x).
 */
export interface Samples {
  /** Quadrature nodes x in the unit of one standard deviation. */
  x: Float64Array;
  weight: Float64Array;
  /** φ(s·x)·√w(x) */
  value: Float64Array;
  /** φ′(s·x)·√w(x) */
  slope: Float64Array;
}

/** √w(x), w the standard Gaussian density. */
export function rootDensity(x: number): number {
  return Math.exp(-0.25 * x * x) / (2 * Math.PI) ** 0.25;
}

/**
 * Samples on the graded mesh with every panel cut into 2^level, negligible ones dropped.
 *
 * All NaN where φ is not finite, or outgrows the Gaussian so that its moments do not exist.
 */
export function sample(phi: Nonlinearity, scale: number, level: number): Samples {
  const edges = gradedMesh(scaledFeatures(phi.breakpoints, scale), REACH, MAX_PANEL);
  const parts = 2 ** level;
  const size = (edges.length - 1) * parts * RULE.nodes.length;
  const all = {
    x: new Float64Array(size),
    weight: new Float64Array(size),
    value: new Float64Array(size),
    slope: new Float64Array(size),
  };
  let count = 0;
  let largestValue = 0;
  let largestSlope = 0;
  for (let panel = 1; panel < edges.length; panel++) {
    const half = (edges[panel] - edges[panel - 1]) / (2 * parts);
    for (let part = 0; part < parts; part++) {
      const centre = edges[panel - 1] + (2 * part + 1) * half;
      for (let i = 0; i < RULE.nodes.length; i++, count++) {
        const x = centre + half * RULE.nodes[i];
        const root = rootDensity(x);
        all.x[count] = x;
        all.weight[count] = half * RULE.weights[i];
        all.value[count] = phi.evaluate(scale * x) * root;
        all.slope[count] = phi.derivative(scale * x) * root;
        largestValue = Math.max(largestValue, Math.abs(all.value[count])); // NaN stays NaN
        largestSlope = Math.max(largestSlope, Math.abs(all.slope[count]));
      }
    }
  }
  const outermost = [all.value[0], all.slope[0], all.value[size - 1], all.slope[size - 1]];
  const largest = Math.max(largestValue, largestSlope);
  const grows = !Number.isFinite(largest) || outermost.some((edge) => Math.abs(edge) > NEGLIGIBLE * largest);
  if (grows) return { x: all.x, weight: all.weight, value: all.value.fill(Number.NaN), slope: all.slope.fill(Number.NaN) };
  const keep: number[] = [];
  for (let i = 0; i < size; i++) {
    const negligible = Math.abs(all.value[i]) <= NEGLIGIBLE * largestValue && Math.abs(all.slope[i]) <= NEGLIGIBLE * largestSlope;
    if (!negligible) keep.push(i);
  }
  const pick = (from: Float64Array) => Float64Array.from(keep, (i) => from[i]);
  return { x: pick(all.x), weight: pick(all.weight), value: pick(all.value), slope: pick(all.slope) };
}
