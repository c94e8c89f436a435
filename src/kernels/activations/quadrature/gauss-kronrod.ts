// Kronrod's extension of the 7-point Gauss rule: abscissae from the outside in, the centre last.
// Every second one, counted from the second, is a Gauss node. Piessens et al., QUADPACK (1983), qk15.
const NODES = [
  0.9914553711208126, 0.9491079123427585, 0.8648644233597691, 0.7415311855993945, 0.5860872354676911, 0.4058451513773972,
  0.20778495500789848, 0,
];
const KRONROD = [
  0.022935322010529224, 0.06309209262997856, 0.10479001032225019, 0.14065325971552592, 0.1690047266392679, 0.19035057806478542,
  0.20443294007529889, 0.20948214108472782,
];
const GAUSS = [0, 0.1294849661688697, 0, 0.27970539148927664, 0, 0.3818300505051189, 0, 0.4179591836734694];

export interface Integral {
  value: number;
  /** An estimate, usually pessimistic, of the absolute error. */
  error: number;
}

interface Panel extends Integral {
  left: number;
  right: number;
}

/**
 * ∫ f over [edges[0], edges[last]] by globally adaptive bisection of the 15-point Gauss–Kronrod rule.
 *
 * Put the kinks of f among `edges`: f is smooth inside a panel. Stops when the summed error
 * estimates reach `tolerance` or the panels number `maxPanels`; the caller judges `error`.
 * Error estimate as in QUADPACK's qk15 (Piessens et al. 1983).
 */
export function adaptiveIntegral(f: (x: number) => number, edges: readonly number[], tolerance: number, maxPanels = 400): Integral {
  const panels: Panel[] = [];
  for (let i = 1; i < edges.length; i++) panels.push(kronrodPanel(f, edges[i - 1], edges[i]));
  for (;;) {
    let value = 0;
    let error = 0;
    let worst = 0;
    for (let i = 0; i < panels.length; i++) {
      value += panels[i].value;
      error += panels[i].error;
      if (panels[i].error > panels[worst].error) worst = i;
    }
    if (!(error > tolerance) || panels.length >= maxPanels) return { value, error };
    const { left, right } = panels[worst];
    const middle = (left + right) / 2;
    panels[worst] = kronrodPanel(f, left, middle);
    panels.push(kronrodPanel(f, middle, right));
  }
}

function kronrodPanel(f: (x: number) => number, left: number, right: number): Panel {
  const centre = (left + right) / 2;
  const half = (right - left) / 2;
  const values = new Float64Array(15);
  let kronrod = 0;
  let gauss = 0;
  let magnitude = 0;
  for (let i = 0; i < 8; i++) {
    const low = f(centre - half * NODES[i]);
    const high = i === 7 ? 0 : f(centre + half * NODES[i]);
    values[i] = low;
    values[14 - i] = i === 7 ? low : high;
    kronrod += KRONROD[i] * (low + high);
    gauss += GAUSS[i] * (low + high);
    magnitude += KRONROD[i] * (Math.abs(low) + Math.abs(high));
  }
  let spread = 0;
  for (let i = 0; i < 15; i++) spread += KRONROD[i < 8 ? i : 14 - i] * Math.abs(values[i] - kronrod / 2);
  const difference = Math.abs(kronrod - gauss);
  const estimate = spread > 0 && difference > 0 ? spread * Math.min(1, ((200 * difference) / spread) ** 1.5) : difference;
  const error = estimate <= 1e-15 * magnitude ? 0 : estimate; // rounding: bisection cannot better it
  return { left, right, value: half * kronrod, error: half * error };
}
