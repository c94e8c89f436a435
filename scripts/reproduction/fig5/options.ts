import { PARAMETERIZATIONS, type Parameterization } from '../../../src/training/architecture.ts';
import { count, counts, oneOf, positive, readQuickOptions } from '../../lib/options.ts';

export interface Fig5Options {
  /** Of the hidden layer. */
  widths: readonly number[];
  /** One for all widths; none: √n. */
  learningRate?: number;
  parameterization: Parameterization;
  epochs: number;
  batchSize: number;
  /** Images to train on, and to test on. */
  samples: number;
  test: number;
  repeats: number;
  output: string;
}

const FULL = {
  widths: '100,1000,10000,250000',
  'learning-rate': 'sqrt',
  parameterization: 'ntk',
  epochs: '10',
  batch: '100',
  samples: '60000',
  test: '10000',
  repeats: '3',
  output: 'output',
};
const QUICK = { widths: '100,1000', epochs: '5', samples: '1000', test: '1000' };

export const FIG5_HELP = `fig5

Fig. 5 of the paper: networks with one hidden layer of n units, trained on MNIST with the learning rate √n; test accuracy and
loss by epoch. They are said to train, and the better the wider they are. The paper says no more about how: cross-entropy,
SGD, epochs and batches are our choice. Writes fig5.svg, fig5.csv, fig5.md, and fig5.json, from which it goes on.

  --quick                 two widths, fewer images and epochs: some seconds on two cores
  --widths 100,1000,…     default ${FULL.widths}; the last one has 200 million weights: 9 GB, and
                          some six hours a run on two cores
  --learning-rate sqrt|R  one for all widths in place of √n: tells what is due to the width and what to the rate
  --parameterization ntk|standard   as in POST /v1/trainings (default ntk, the paper's own: with standard the tangent kernel
                          itself grows with n, and these learning rates are far beyond what it bears)
  --epochs N              default ${FULL.epochs}
  --batch N               default ${FULL.batch}
  --samples N, --test N   images to train and to test on (default all)
  --repeats N             runs of each width (default ${FULL.repeats})
  --output DIR            default output
`;

/** @throws Error that says which option is wrong */
export function parseFig5Options(args: readonly string[]): Fig5Options {
  const values = readQuickOptions(args, FULL, QUICK);
  return {
    widths: counts('--widths', values.widths, 1_000_000),
    ...(values['learning-rate'] !== 'sqrt' && { learningRate: positive('--learning-rate', values['learning-rate']) }),
    parameterization: oneOf('--parameterization', values.parameterization, PARAMETERIZATIONS),
    epochs: count('--epochs', values.epochs, 100_000),
    batchSize: count('--batch', values.batch, 60_000),
    samples: count('--samples', values.samples, 60_000),
    test: count('--test', values.test, 10_000),
    repeats: count('--repeats', values.repeats, 1000),
    output: values.output,
  };
}
