import { TENSOR_SETTINGS, type TensorSetting } from '../../../src/empirical/backends/names.ts';
import { PARAMETERIZATIONS, type Parameterization } from '../../../src/training/architecture.ts';
import { count, oneOf, positive, readQuickOptions, someOf } from '../../lib/options.ts';
import { SIZES, TASKS, type Task } from '../table1/paper.ts';

export interface Table1HypernetworkOptions {
  tasks: readonly Task[];
  /** Training images, from the smallest number to the largest. */
  sizes: readonly number[];
  repeats: number;
  /** Test images of each repeat. */
  test: number;
  /** Regressors that a kernel's prediction averages, each on 20 pixels of an image; the network has the pixels of all. */
  regressors: number;
  network: NetworkOptions;
  epochs: number;
  backend: TensorSetting;
  output: string;
}

/** What the paper leaves open of its network, and how it is trained. */
export interface NetworkOptions {
  hyperWidth: number;
  primaryWidth: number;
  features: number;
  parameterization: Parameterization;
  optimizer: 'sgd' | 'adam';
  learningRate: number;
  batchSize: number;
}

const OPTIMIZERS = ['sgd', 'adam'] as const;

const FULL = {
  tasks: TASKS.map(({ name }) => name).join(),
  sizes: SIZES.join(),
  repeats: '20',
  test: '50',
  regressors: '5',
  'hyper-width': '200',
  'primary-width': '100',
  features: '128',
  parameterization: 'standard',
  optimizer: 'sgd',
  'learning-rate': '0.01',
  'batch-size': '20',
  epochs: '10',
  backend: 'auto',
  output: 'output',
};
const QUICK = {
  sizes: '50',
  repeats: '3',
  regressors: '1',
  'hyper-width': '50',
  'primary-width': '50',
  features: '64',
  epochs: '10',
};

export const TABLE1_HYPERNETWORK_HELP = `table1-hypernetwork

The hypernetwork's row of the paper's Table 1, through the service's HTTP API: hypernetworks trained on pixels of MNIST images,
beside regression with both kernels on equally many. f has two hidden layers and g one, coordinates go through random Fourier
features of length scale √2 pixels; batches of 20 pixels and the rate 0.01 as in the paper, which leaves open what is below
from --hyper-width on. Writes table1-hypernetwork.svg, .csv and .md, and goes on where an earlier run ended.

  --quick                 N = 50, narrow networks, one draw of pixels: some ten seconds
  --tasks LIST            of ${FULL.tasks} (default: both)
  --sizes LIST            training images, of ${FULL.sizes} (default: all)
  --repeats N             draws of training and test images (default ${FULL.repeats})
  --test N                test images of each draw (default ${FULL.test})
  --regressors N          whose predictions a kernel's averages, each on 20 pixels of an image; the network is trained on all of
                          them (default ${FULL.regressors})
  --learning-rate R       default ${FULL['learning-rate']}
  --batch-size N          default ${FULL['batch-size']}
  --hyper-width N         of f (default ${FULL['hyper-width']})
  --primary-width N       of g (default ${FULL['primary-width']})
  --features N            of a coordinate (default ${FULL.features})
  --parameterization      ntk or standard (default ${FULL.parameterization})
  --optimizer             sgd or adam (default ${FULL.optimizer})
  --epochs N              default ${FULL.epochs}
  --backend NAME          what trains: ${TENSOR_SETTINGS.join(', ')} (default auto)
  --output DIR            default output
`;

/** @throws Error that says which option is wrong */
export function parseTable1HypernetworkOptions(args: readonly string[]): Table1HypernetworkOptions {
  const values = readQuickOptions(args, FULL, QUICK);
  const names = someOf(
    '--tasks',
    values.tasks,
    TASKS.map(({ name }) => name),
    ',',
  );
  return {
    tasks: TASKS.filter(({ name }) => names.includes(name)),
    sizes: someOf('--sizes', values.sizes, SIZES, ','),
    repeats: count('--repeats', values.repeats, 1000),
    test: count('--test', values.test, 10_000),
    regressors: count('--regressors', values.regressors, 39),
    network: {
      hyperWidth: count('--hyper-width', values['hyper-width'], 4096),
      primaryWidth: count('--primary-width', values['primary-width'], 4096),
      features: count('--features', values.features, 100_000),
      parameterization: oneOf('--parameterization', values.parameterization, PARAMETERIZATIONS),
      optimizer: oneOf('--optimizer', values.optimizer, OPTIMIZERS),
      learningRate: positive('--learning-rate', values['learning-rate']),
      batchSize: count('--batch-size', values['batch-size'], 1_000_000),
    },
    epochs: count('--epochs', values.epochs, 100_000),
    backend: oneOf('--backend', values.backend, TENSOR_SETTINGS),
    output: values.output,
  };
}
