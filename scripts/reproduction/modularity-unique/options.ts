import { count, counts, oneOf, readQuickOptions, share, someOf } from '../../lib/options.ts';
import { STARTS, type Start } from '../modularity/networks.ts';

/** Where inputs come from: a dataset, or all of [−1, 1]^{28×28}. */
export const SPACES = ['mnist', 'cifar10', 'cube'] as const;
export type Space = (typeof SPACES)[number];

export interface UniqueOptions {
  spaces: readonly Space[];
  /** With CIFAR-10's files. */
  folder: string | undefined;
  images: number;
  test: number;
  width: number;
  /** At which distances are measured, ascending. */
  epochs: readonly number[];
  batch: number;
  rate: number;
  momentum: number;
  start: Start;
  repeats: number;
  output: string;
}

const FULL = {
  spaces: '',
  data: '',
  images: '50000',
  test: '10000',
  width: '100',
  epochs: '1,2,5,10,20,50',
  batch: '100',
  rate: '0.01',
  momentum: '0.5',
  start: 'uniform',
  repeats: '3',
  output: 'output',
};
const QUICK = { images: '600', test: '300', epochs: '1,10', batch: '20' };

export const MODULARITY_UNIQUE_HELP = `modularity-unique

Fig. 2 of "On the Modularity of Hypernetworks": two shallow ReLU networks f1 and f2, which start from different weights, learn
the same random convolutional network y; how far they are from each other, and from y, on inputs that they have not seen.
Writes modularity-unique.svg, .csv and .md. What is done already is kept in modularity-unique.json. Networks are trained anew
for every number of epochs: the same seed takes the same way. An hour on two cores as it is; --quick takes seconds.

  --quick                 600 images, 1 and 10 epochs
  --spaces LIST           of inputs: mnist, cifar10, and cube, [−1, 1]^{28×28} (default mnist,cube; cifar10, too, with --data)
  --data DIR              CIFAR-10 in its binary version
  --images N, --test N    inputs that are learned from, and that are not (default ${FULL.images} and ${FULL.test})
  --width N               of f1 and f2 (default ${FULL.width})
  --epochs 1,2,…          at which distances are measured (default ${FULL.epochs})
  --batch N               default ${FULL.batch}; the paper does not say
  --rate R, --momentum R  of SGD, for the mean squared error (default ${FULL.rate} and ${FULL.momentum})
  --start ${STARTS.join('|')}    how weights start: He's U(±√(6/n)), or U(±1/√n) with biases (default ${FULL.start})
  --repeats N             targets and weights (default ${FULL.repeats})
  --output DIR            default output
`;

/** @throws Error that says which option is wrong */
export function parseUniqueOptions(args: readonly string[]): UniqueOptions {
  const values = readQuickOptions<keyof typeof FULL>(args, FULL, QUICK);
  const known = values.data === '' ? 'mnist,cube' : SPACES.join();
  const spaces = someOf('--spaces', values.spaces || known, SPACES, ',');
  if (spaces.includes('cifar10') && values.data === '')
    throw new Error('--data must be the folder with CIFAR-10 in its binary version');
  const whole = (name: keyof typeof FULL, most = 1_000_000) => count(`--${name}`, values[name], most);
  return {
    spaces,
    folder: values.data || undefined,
    images: whole('images', 50_000),
    test: whole('test', 10_000),
    width: whole('width'),
    epochs: counts('--epochs', values.epochs, 10_000).sort((a, b) => a - b),
    batch: whole('batch'),
    rate: share('--rate', values.rate),
    momentum: share('--momentum', values.momentum),
    start: oneOf('--start', values.start, STARTS),
    repeats: whole('repeats', 1000),
    output: values.output,
  };
}
