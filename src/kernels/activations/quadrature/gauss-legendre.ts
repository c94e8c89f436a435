/** Nodes on [−1, 1] and their weights. */
export interface Rule {
  nodes: Float64Array;
  weights: Float64Array;
}

/**
 * The Gauss–Legendre rule of `size` nodes, exact for polynomials of degree 2·size − 1.
 *
 * Newton's method on P_n from the Chebyshev-like guess cos(π(i + ¾)/(n + ½)); weights
 * 2 / ((1 − x²)·P_n′(x)²). Accurate to an ulp or two (Abramowitz & Stegun 25.4.29).
 */
export function gaussLegendre(size: number): Rule {
  const nodes = new Float64Array(size);
  const weights = new Float64Array(size);
  for (let i = 0; i < size; i++) {
    let x = Math.cos((Math.PI * (i + 0.75)) / (size + 0.5));
    let slope = 0;
    for (let iteration = 0; iteration < 6; iteration++) {
      let [previous, value] = [1, x];
      for (let k = 1; k < size; k++) [previous, value] = [value, ((2 * k + 1) * x * value - k * previous) / (k + 1)];
      slope = (size * (previous - x * value)) / (1 - x * x);
      x -= value / slope;
    }
    nodes[size - 1 - i] = x;
    weights[size - 1 - i] = 2 / ((1 - x * x) * slope * slope);
  }
  return { nodes, weights };
}
