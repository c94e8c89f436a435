import { count, counts, oneOf, readQuickOptions } from '../../lib/options.ts';

export interface FewShotOptions {
  shots: readonly number[];
  /** Numbers of meta-training tasks, ascending; a network is trained on the last. */
  tasks: readonly number[];
  /** Unseen tasks, and as many for validation. */
  test: number;
  /** Inputs of every task, of meta-training tasks and of unseen ones. */
  points: number;
  repeats: number;
  /** Of the trained network. */
  steps: number;
  /** Whether other representations, depths, activations and ridges are tried on validation tasks. */
  choices: boolean;
  output: string;
}

const FULL = {
  shots: '5,10',
  tasks: '30,100,300,1000',
  test: '1000',
  points: '100',
  repeats: '5',
  steps: '2000',
  choices: 'yes',
  output: 'output',
};
const QUICK = { tasks: '15,100', test: '150', points: '20', repeats: '4', steps: '60', choices: 'no' };

export const FEW_SHOT_HELP = `few-shot-sinusoid

Few-shot regression of A·sin(z − φ), A from 0.1 to 5, φ from 0 to π, z from −5 to 5, through the service's HTTP API: kernel
regression over meta-training tasks with the kernels of a hypernetwork whose f sees the examples of a task, beside a finite
hypernetwork trained by Adam on the same points, and beside kernel regression of each task alone. Writes
few-shot-sinusoid.csv, .svg, .md, and .json with the trainings, from which it goes on after an interruption. On two cores
about a quarter of an hour.

  --quick          fewer and smaller: some 20 seconds
  --shots LIST     examples of a task (default ${FULL.shots})
  --tasks LIST     meta-training tasks, ascending (default ${FULL.tasks})
  --test N         unseen tasks of each repeat (default ${FULL.test})
  --points N       inputs of every task (default ${FULL.points})
  --repeats N      each with tasks and weights of its own (default ${FULL.repeats})
  --steps N        of the training (default ${FULL.steps})
  --choices yes|no what else was tried, on validation tasks of their own (default yes)
  --output DIR     default output
`;

/** @throws Error that says which option is wrong */
export function parseFewShotOptions(args: readonly string[]): FewShotOptions {
  const values = readQuickOptions(args, FULL, QUICK);
  return {
    shots: counts('--shots', values.shots, 50),
    tasks: counts('--tasks', values.tasks, 10_000).sort((a, b) => a - b),
    test: count('--test', values.test, 100_000),
    points: count('--points', values.points, 4096),
    repeats: count('--repeats', values.repeats, 1000),
    steps: count('--steps', values.steps, 10_000_000),
    choices: oneOf('--choices', values.choices, ['yes', 'no']) === 'yes',
    output: values.output,
  };
}
