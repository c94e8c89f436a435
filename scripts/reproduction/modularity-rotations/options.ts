import type { DatasetName } from '../../../src/datasets/dataset-names.ts';
import { count, counts, oneOf, readQuickOptions, share, someOf } from '../../lib/options.ts';
import { STARTS, type Start } from '../modularity/networks.ts';

export const ROTATION_STUDIES = ['depth', 'embedding', 'rate'] as const;
export type RotationStudy = (typeof ROTATION_STUDIES)[number];

const DATASETS = ['mnist', 'fashion-mnist', 'cifar10'] as const satisfies readonly DatasetName[];

export interface RotationsOptions {
  dataset: (typeof DATASETS)[number];
  /** With the dataset's files. */
  folder: string | undefined;
  studies: readonly RotationStudy[];
  /** Of f and e, where it varies. */
  depths: readonly number[];
  /** Where something else does. */
  depth: number;
  /** Numbers that e gives, where they vary. */
  embeddings: readonly number[];
  /** Learning rates, where they vary. */
  rates: readonly number[];
  rate: number;
  /** Of hidden layers of f and e. */
  width: number;
  images: number;
  test: number;
  /** Images are smaller by it on each side. */
  shrink: number;
  batch: number;
  epochs: number;
  start: Start;
  repeats: number;
  output: string;
}

const FULL = {
  dataset: 'mnist',
  data: '',
  studies: 'depth,embedding',
  depths: '2,3,4,5,6,7,8,9',
  depth: '4',
  embeddings: '1000,4000,8000,16000',
  rates: '0.001,0.003,0.01,0.03,0.1',
  rate: '0.01',
  width: '',
  images: '',
  test: '10000',
  shrink: '1',
  batch: '100',
  epochs: '10',
  start: 'he',
  repeats: '3',
  output: 'output',
};
const QUICK = {
  depths: '2,3',
  depth: '3',
  embeddings: '200,1000',
  images: '2000',
  test: '500',
  shrink: '2',
  batch: '50',
  epochs: '5',
  rate: '0.05',
};
const IMAGES = { mnist: '60000', 'fashion-mnist': '60000', cifar10: '50000' };
const WIDTHS = { mnist: '50', 'fashion-mnist': '50', cifar10: '100' };

export const MODULARITY_ROTATIONS_HELP = `modularity-rotations

Predicting rotations in "On the Modularity of Hypernetworks" (Fig. 3, 5 and 7): from an image and the same turned by a random
angle the class of the angle, one of 12; a hypernetwork, whose f sees the image and whose g sees it turned, against the
embedding method. Writes modularity-rotations.svg, .csv and .md. What is done already is kept in modularity-rotations.json.
Hours on two cores as it is; --quick takes less than a minute.

  --quick                 2000 images of 14 × 14 pixels, depths 2 and 3, a larger rate
  --dataset NAME          ${DATASETS.join(', ')} (default ${FULL.dataset})
  --data DIR              the dataset's standard files; those of MNIST are there
  --studies LIST          what varies: ${ROTATION_STUDIES.join(', ')} (default ${FULL.studies})
  --depths 2,3,…          of f and e, weight matrices (default ${FULL.depths})
  --depth N               where something else varies (default ${FULL.depth})
  --embeddings N,…        numbers that e gives, where they vary (default ${FULL.embeddings}); elsewhere as many as g has
  --rates R,…             learning rates, where they vary (default ${FULL.rates})
  --rate R                elsewhere (default ${FULL.rate})
  --width N               of hidden layers of f and e (default ${WIDTHS.mnist}, of CIFAR-10 ${WIDTHS.cifar10})
  --images N, --test N    images, the first of the set, each turned once (default all and ${FULL.test})
  --shrink N              average N × N pixels (default ${FULL.shrink})
  --batch N, --epochs N   default ${FULL.batch} (the paper does not say) and ${FULL.epochs}
  --start ${STARTS.join('|')}    how weights start: He's U(±√(6/n)), or U(±1/√n) with biases (default ${FULL.start})
  --repeats N             angles and weights (default ${FULL.repeats})
  --output DIR            default output
`;

/** @throws Error that says which option is wrong */
export function parseRotationsOptions(args: readonly string[]): RotationsOptions {
  const values = readQuickOptions<keyof typeof FULL>(args, FULL, QUICK);
  const dataset = oneOf('--dataset', values.dataset, DATASETS);
  if (dataset !== 'mnist' && values.data === '') throw new Error(`--data must be the folder with the files of ${dataset}`);
  const whole = (name: keyof typeof FULL, text = values[name], most = 1_000_000) => count(`--${name}`, text, most);
  return {
    dataset,
    folder: values.data || undefined,
    studies: someOf('--studies', values.studies, ROTATION_STUDIES, ','),
    depths: counts('--depths', values.depths, 100),
    depth: whole('depth', values.depth, 100),
    embeddings: counts('--embeddings', values.embeddings, 1_000_000),
    rates: values.rates.split(',').map((rate) => share('--rates', rate)),
    rate: share('--rate', values.rate),
    width: whole('width', values.width || WIDTHS[dataset]),
    images: whole('images', values.images || IMAGES[dataset]),
    test: whole('test', values.test, 10_000),
    shrink: whole('shrink', values.shrink, 28),
    batch: whole('batch'),
    epochs: whole('epochs'),
    start: oneOf('--start', values.start, STARTS),
    repeats: whole('repeats', values.repeats, 1000),
    output: values.output,
  };
}
