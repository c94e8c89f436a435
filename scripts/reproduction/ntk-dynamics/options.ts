import { TENSOR_SETTINGS, type TensorSetting } from '../../../src/empirical/backends/names.ts';
import { count, counts, oneOf, readQuickOptions } from '../../lib/options.ts';

export interface NtkDynamicsOptions {
  /** Of f and of g where both grow, and of f where g is narrow. */
  widths: readonly number[];
  /** Of g where it is narrow. */
  narrow: number;
  /** At which networks and flow are compared, ascending. */
  steps: readonly number[];
  /** Networks of each width. */
  repeats: number;
  backend: TensorSetting;
  output: string;
}

const FULL = {
  widths: '16,64,256,1024',
  narrow: '4',
  steps: '5,15,40,100,250,600',
  repeats: '20',
  backend: 'auto',
  output: 'output',
};
const QUICK = { widths: '16,512', steps: '600', repeats: '5' };

export const NTK_DYNAMICS_HELP = `ntk-dynamics

Hypernetworks that are trained by gradient descent, beside kernel gradient flow with the hyperkernel at the same times (Theorem 3 of
the paper), through the service's HTTP API: how far their predictions at unseen points are from each other, for f and g that
both grow, and for an f that grows with a narrow g. ReLU, f of
three layers and g of two. Writes ntk-dynamics.svg, .csv and .md. On two
cores about 10 minutes.

  --quick         widths ${QUICK.widths}, ${QUICK.repeats} networks of each: some ten seconds
  --widths LIST   of f, and of g where it grows with f (default ${FULL.widths})
  --narrow N      width of g where it does not (default ${FULL.narrow})
  --steps LIST    of training, at which they are compared (default ${FULL.steps})
  --repeats N     networks of each (default ${FULL.repeats})
  --backend NAME  what trains: ${TENSOR_SETTINGS.join(', ')} (default auto)
  --output DIR    default output
`;

/** @throws Error that says which option is wrong */
export function parseNtkDynamicsOptions(args: readonly string[]): NtkDynamicsOptions {
  const { output, ...values } = readQuickOptions(args, FULL, QUICK);
  return {
    widths: counts('--widths', values.widths, 4096).sort((a, b) => a - b),
    narrow: count('--narrow', values.narrow, 4096),
    steps: counts('--steps', values.steps, 100_000).sort((a, b) => a - b),
    repeats: count('--repeats', values.repeats, 1000),
    backend: oneOf('--backend', values.backend, TENSOR_SETTINGS),
    output,
  };
}
