import { count, readQuickOptions } from '../../lib/options.ts';
import type { Measurement } from './deviations.ts';

export interface NoisyQuadraticOptions extends Measurement {
  output: string;
}

const FULL = { problems: '10', draws: '20000', seed: '1', output: 'output' };
const QUICK = { problems: '4', draws: '2000' };

export const NOISY_QUADRATIC_HELP = `noisy-quadratic

Equations (20) to (27) of the supplement of Meta-Learning via Hypernetworks, gradients of a noisy quadratic model after one
inner step: each as printed and as corrected, those of one task against finite differences, and means over tasks against the
mean of drawn tasks. Writes noisy-quadratic.csv, .svg and .md. On two cores about a minute.

  --quick        4 problems of 2000 draws: some seconds
  --problems N   drawn for square θ and as many for a tall one (default ${FULL.problems})
  --draws N      tasks in each mean (default ${FULL.draws})
  --seed N       (default ${FULL.seed})
  --output DIR   default output
`;

/** @throws Error that says which option is wrong */
export function parseNoisyQuadraticOptions(args: readonly string[]): NoisyQuadraticOptions {
  const values = readQuickOptions(args, FULL, QUICK);
  return {
    problems: count('--problems', values.problems, 1000),
    draws: count('--draws', values.draws, 100_000_000),
    seed: count('--seed', values.seed, 1_000_000_000),
    output: values.output,
  };
}
