import { count, counts, oneOf, readQuickOptions, share, someOf } from '../../lib/options.ts';
import { STARTS, type Start } from '../modularity/networks.ts';
import { TARGET_TYPES, type TargetType } from './targets.ts';

export interface SyntheticOptions {
  types: readonly TargetType[];
  /** SGD's learning rates for the mean squared error, of each of the types. */
  rates: readonly number[];
  /** Of f and e, where they vary; inputs of x and of I, and numbers that e gives, there. */
  depths: readonly number[];
  inputs: number;
  embedding: number;
  /** Embedding dimensions in widths of f, and inputs, where they vary. */
  multiples: readonly number[];
  embeddingInputs: number;
  /** Of hidden layers of f and e, and of targets. */
  width: number;
  targetWidth: number;
  samples: number;
  test: number;
  batch: number;
  epochs: number;
  start: Start;
  repeats: number;
  output: string;
}

const FULL = {
  types: TARGET_TYPES.join(),
  depths: '2,3,4,5,6,7,8,9',
  inputs: '1000',
  embedding: '10000',
  multiples: '1,2,3,4,5,6,7,8',
  'embedding-inputs': '100',
  width: '100',
  'target-width': '100',
  samples: '30000',
  test: '3000',
  batch: '200',
  epochs: '10',
  rate: '0.01',
  start: 'uniform',
  repeats: '3',
  output: 'output',
};
const QUICK = {
  types: 'I',
  depths: '2,3',
  inputs: '10',
  embedding: '50',
  multiples: '1,4',
  'embedding-inputs': '10',
  width: '50',
  'target-width': '10',
  samples: '3000',
  test: '500',
  batch: '20',
  epochs: '4',
  rate: '0.25',
};

export const MODULARITY_SYNTHETIC_HELP = `modularity-synthetic

Synthetic targets of "On the Modularity of Hypernetworks" (Fig. 1 and 4): a hypernetwork g(x; f(I)) against the embedding
method q(x, e(I)) on y(x, I) of type I, ⟨x, h(I)⟩ with a softmax on h, II, a random ELU network of (x, I), and III, one of
x ⊙ I; against the depth of f and e, and against the embedding dimension. Writes modularity-synthetic.svg, .csv and .md. What
is done already is kept in modularity-synthetic.json. Days on two cores as it is; --quick takes less than a minute.

  --quick                 type I alone, 10 numbers in x and in I, depths 2 and 3, 600 steps of a larger rate
  --types I,II,III        targets (default: all)
  --depths 2,3,…          of f and e, weight matrices (default ${FULL.depths})
  --inputs N              numbers of x and of I, where the depth varies (default ${FULL.inputs})
  --embedding N           that e gives there (default ${FULL.embedding})
  --multiples 1,2,…       embedding dimensions, as multiples of --width (default ${FULL.multiples})
  --embedding-inputs N    numbers of x and of I, where the embedding dimension varies (default ${FULL['embedding-inputs']})
  --width N               of hidden layers of f and e (default ${FULL.width})
  --target-width N        of hidden layers of the targets (default ${FULL['target-width']}; lost in the paper's text)
  --samples N, --test N   points (default ${FULL.samples} and ${FULL.test})
  --batch N, --epochs N   default ${FULL.batch} and ${FULL.epochs}; the paper does not say how many epochs
  --rate R or R,…         SGD's learning rate for the mean squared error, one or one for each type (default ${FULL.rate})
  --start ${STARTS.join('|')}    how weights start: He's U(±√(6/n)), or U(±1/√n) with biases (default ${FULL.start})
  --repeats N             data, targets and weights (default ${FULL.repeats})
  --output DIR            default output
`;

/** @throws Error that says which option is wrong */
export function parseSyntheticOptions(args: readonly string[]): SyntheticOptions {
  const values = readQuickOptions(args, FULL, QUICK);
  const types = someOf('--types', values.types, TARGET_TYPES, ',');
  const whole = (name: keyof typeof FULL, most = 1_000_000) => count(`--${name}`, values[name], most);
  return {
    types,
    rates: ratesOf(types, values.rate),
    depths: counts('--depths', values.depths, 100),
    inputs: whole('inputs', 100_000),
    embedding: whole('embedding'),
    multiples: counts('--multiples', values.multiples, 1000),
    embeddingInputs: whole('embedding-inputs', 100_000),
    width: whole('width', 100_000),
    targetWidth: whole('target-width', 100_000),
    samples: whole('samples', 10_000_000),
    test: whole('test'),
    batch: whole('batch'),
    epochs: whole('epochs'),
    start: oneOf('--start', values.start, STARTS),
    repeats: whole('repeats', 1000),
    output: values.output,
  };
}

function ratesOf(types: readonly TargetType[], text: string): number[] {
  const given = text.split(',').map((rate) => share('--rate', rate));
  if (given.length === 1) return types.map(() => given[0]!);
  if (given.length === types.length) return given;
  throw new Error(`--rate must be one number, or one for each of the types ${types.join()}; got ${JSON.stringify(text)}`);
}
