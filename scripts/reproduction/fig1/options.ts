import { GENERATED_WEIGHTS, type GeneratedWeightsKind } from '../../../src/empirical/networks/output-rows.ts';
import { count, counts, oneOf, readQuickOptions } from '../../lib/options.ts';

export interface Fig1Options {
  /** Of f and of g in (a). */
  widths: readonly number[];
  /** Of f in (b). */
  hyperWidth: number;
  /** Of g in (b). */
  primaryWidths: readonly number[];
  /** Networks of each combination. */
  networks: number;
  /** Angles in (b). */
  angles: number;
  /** Whether all of f's last layer is drawn, or what the points see of it. */
  generatedWeights: GeneratedWeightsKind;
  output: string;
}

const FULL = {
  widths: '10,20,50,100,200,400,800',
  'hyper-width': '500',
  'primary-widths': '10,800',
  networks: '100',
  angles: '20',
  'generated-weights': 'conditioned',
  output: 'output',
};
const QUICK = { widths: '10,40,160', 'hyper-width': '100', 'primary-widths': '10,160', networks: '30', angles: '9' };

export const FIG1_HELP = `fig1

Fig. 1 of the paper, through the service's HTTP API: the variance of the hyperkernel of finite networks against the widths
of f and g, and the kernel against the angle θ between two coordinates, with the analytic curve. ReLU, four layers each,
x = (1, −1), z = (sin θ, cos θ). Writes fig1.svg and fig1.csv.

  --quick                 narrower networks, fewer of them: less than a minute on two cores
  --widths 10,20,…        of f and of g in (a) (default ${FULL.widths})
  --hyper-width N         of f in (b) (default ${FULL['hyper-width']})
  --primary-widths 10,800 of g in (b)
  --networks N            of each combination (default ${FULL.networks})
  --angles N              in (b) (default ${FULL.angles})
  --generated-weights conditioned|drawn   as in POST /v1/empirical-kernels (default conditioned: the same law, and about a
                          tenth of the time)
  --output DIR            default output
`;

/** @throws Error that says which option is wrong */
export function parseFig1Options(args: readonly string[]): Fig1Options {
  const values = readQuickOptions(args, FULL, QUICK);
  return {
    widths: counts('--widths', values.widths, 100_000),
    hyperWidth: count('--hyper-width', values['hyper-width'], 100_000),
    primaryWidths: counts('--primary-widths', values['primary-widths'], 100_000),
    networks: count('--networks', values.networks, 1_000_000),
    angles: count('--angles', values.angles, 1000),
    generatedWeights: oneOf('--generated-weights', values['generated-weights'], GENERATED_WEIGHTS),
    output: values.output,
  };
}
