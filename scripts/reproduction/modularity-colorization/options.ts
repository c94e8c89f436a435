import { count, counts, oneOf, readQuickOptions, share } from '../../lib/options.ts';
import { STARTS, type Start } from '../modularity/networks.ts';

export interface ColorizationOptions {
  /** With CIFAR-10's files; without it, images made by a seed, of so many pixels on each side. */
  folder: string | undefined;
  size: number;
  depths: readonly number[];
  width: number;
  primaryWidth: number;
  images: number;
  test: number;
  /** Drawn of each image. */
  pixels: number;
  batch: number;
  epochs: number;
  /** For the mean squared error. */
  rate: number;
  start: Start;
  repeats: number;
  output: string;
}

const FULL = {
  data: '',
  size: '32',
  depths: '2,3,4,5,6,7,8,9',
  width: '100',
  'primary-width': '100',
  images: '50000',
  test: '10000',
  pixels: '16',
  batch: '200',
  epochs: '10',
  rate: '0.01',
  start: 'uniform',
  repeats: '3',
  output: 'output',
};
const QUICK = {
  size: '8',
  depths: '2,3',
  width: '50',
  'primary-width': '20',
  images: '1000',
  test: '250',
  pixels: '16',
  batch: '50',
  epochs: '2',
  rate: '0.5',
};

export const MODULARITY_COLORIZATION_HELP = `modularity-colorization

Colouring images in "On the Modularity of Hypernetworks" (Fig. 6): the red, green and blue of a pixel, from the gray image,
which f sees, and the pixel's place, which g sees; a hypernetwork against the embedding method, ELU networks. Writes
modularity-colorization.svg, .csv and .md. What is done already is kept in modularity-colorization.json. A day on two cores
as it is; --quick takes less than a minute.

  --data DIR              CIFAR-10 in its binary version. With --quick it can be left out: synthetic images, waves whose
                          colour depends on their direction, take its place
  --quick                 1000 images, depths 2 and 3, narrower networks, a larger rate
  --size N                pixels of a synthetic image on each side (--quick: ${QUICK.size})
  --depths 2,3,…          of f and e, weight matrices (default ${FULL.depths})
  --width N               of hidden layers of f and e (default ${FULL.width}; lost in the paper's text)
  --primary-width N       of the hidden layer of g and q (default ${FULL['primary-width']}; lost, too)
  --images N, --test N    images, the first of the set (default ${FULL.images} and ${FULL.test})
  --pixels N              drawn of each image (default ${FULL.pixels})
  --batch N, --epochs N   points of a step, and epochs (default ${FULL.batch} and ${FULL.epochs})
  --rate R                SGD's learning rate for the mean squared error (default ${FULL.rate})
  --start ${STARTS.join('|')}    how weights start: He's variance and no biases, or U(±1/√n) with biases (default ${FULL.start})
  --repeats N             pixels and weights (default ${FULL.repeats})
  --output DIR            default output
`;

/** @throws Error that says which option is wrong, and that the full experiment takes CIFAR-10 */
export function parseColorizationOptions(args: readonly string[]): ColorizationOptions {
  const values = readQuickOptions(args, FULL, QUICK);
  if (values.data === '' && !args.includes('--quick'))
    throw new Error(
      '--data must be a folder with CIFAR-10 in its binary version (data_batch_1.bin to data_batch_5.bin, test_batch.bin); ' +
        'with --quick synthetic images can take its place',
    );
  const whole = (name: keyof typeof FULL, most = 1_000_000) => count(`--${name}`, values[name], most);
  return {
    folder: values.data || undefined,
    size: whole('size', 256),
    depths: counts('--depths', values.depths, 100),
    width: whole('width'),
    primaryWidth: whole('primary-width'),
    images: whole('images', 50_000),
    test: whole('test', 10_000),
    pixels: whole('pixels', 1024),
    batch: whole('batch'),
    epochs: whole('epochs'),
    rate: share('--rate', values.rate),
    start: oneOf('--start', values.start, STARTS),
    repeats: whole('repeats', 1000),
    output: values.output,
  };
}
