import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { refused } from './arguments.ts';
import { type CommandMeans, EXIT, exitCode } from './command.ts';

/** What can be reproduced; each has its options in its own --help. */
export const REPRODUCTION_NAMES: Readonly<Record<string, string>> = {
  table1: "the paper's Table 1 and Fig. 3: completing and representing MNIST",
  'table1-hypernetwork': "the hypernetwork's row of Table 1, beside the kernels",
  fig1: "the paper's Fig. 1: kernels of finite hypernetworks against the limit",
  fig2: "the paper's Fig. 2: predicting rotations, by the depth and width of g",
  fig4: "the paper's Fig. 4: the same at other learning rates",
  fig5: "the paper's Fig. 5: wide networks with large learning rates",
  theorem1: 'how the higher-order terms of finite hypernetworks depend on the width of f, beside Theorem 1',
  'ntk-dynamics': 'trained hypernetworks beside the flow of their hyperkernel, Theorem 3',
  'modularity-synthetic': 'hypernetworks against the embedding method on synthetic targets (On the Modularity of Hypernetworks)',
  'modularity-rotations': 'the same on predicting how far an image was turned',
  'modularity-colorization': 'the same on colouring gray images',
  'modularity-unique': 'whether two networks trained on one target agree (Fig. 2 there)',
  'few-shot-sinusoid': 'few-shot regression of sinusoids: kernels of hypernetworks, trained ones, and each task alone',
  'noisy-quadratic': 'gradients of meta-learning in a noisy quadratic model, each equation checked',
  'full-grid': 'one large regression on whole images, and what it took',
  'full-mnist': 'what tens of thousands of images cost with one preconditioner and another',
};

const WIDTH = Math.max(...Object.keys(REPRODUCTION_NAMES).map((name) => name.length));

export const REPRODUCE_HELP = `Usage: hypertangent reproduce NAME [options]

Computes anew what the paper, or this project's documentation, reports: tables, figures, timings. Each says what it does as
it goes and writes its results to a folder. They take minutes to hours; --help of each tells how to make it smaller.

${Object.entries(REPRODUCTION_NAMES)
  .map(([name, what]) => `  ${name.padEnd(WIDTH)}  ${what}`)
  .join('\n')}

They belong to the source of the project, not to the package: this runs scripts/reproduce of the checkout that it stands in.

Examples:
  hypertangent reproduce fig1
  hypertangent reproduce table1 --sizes 50 --repeats 1 --output output/table1

Exit code: 0 done; 1 it failed; 2 there is no such reproduction, or no checkout.
`;

const SCRIPT = fileURLToPath(new URL('../../scripts/reproduce', import.meta.url));

/** `hypertangent reproduce …`: the exit code. What it runs writes for itself. @param script for tests */
export function reproduceCommand(
  [name, ...options]: readonly string[],
  means: Pick<CommandMeans, 'out' | 'err'>,
  script: string = SCRIPT,
): Promise<number> {
  return exitCode(means, async () => {
    if (name === '--help' || name === '-h') {
      means.out(REPRODUCE_HELP);
      return EXIT.done;
    }
    const names = Object.keys(REPRODUCTION_NAMES).join(', ');
    if (name === undefined) throw refused(`a NAME is needed, one of ${names}; see hypertangent reproduce --help`);
    if (!Object.hasOwn(REPRODUCTION_NAMES, name)) throw refused(`there is no reproduction ${name}; there are ${names}`);
    if (!existsSync(script))
      throw refused('the reproductions are in the source, not in this package: in a checkout run scripts/reproduce');
    const child = spawn(script, [name, ...options], { stdio: 'inherit' });
    const [code] = (await once(child, 'close')) as [number | null];
    return code ?? EXIT.broken;
  });
}
