import { count, readOptions, someOf } from '../../lib/options.ts';
import { SIZES } from './paper.ts';
import { PROTOCOLS, type Protocol } from './protocols.ts';

export interface Table1Options {
  protocols: readonly Protocol[];
  /** From the smallest to the largest. */
  sizes: readonly number[];
  repeats: number;
  /** Test images of each repeat. */
  test: number;
  /** Seconds that a search may take. */
  searchSeconds: number;
  output: string;
}

export const TABLE1_HELP = `table1

Table 1 and Fig. 3 of the paper on MNIST, through the service's HTTP API: (a) by the authors' protocol,
(b) on all pixels at once, (c) with hyperparameters chosen from the training images. Goes on where an
earlier run ended; delete DIR/table1.json to begin anew. On two cores: (a) about 1 hour (N = 500 takes most),
(b) about 10 minutes, (c) about half an hour.

  --protocols abc         which
  --sizes 50,100,200,500  training images; Fig. 3 is drawn with the most of them
  --repeats N             draws of training and test images (default 20, at most 1000)
  --test N                test images of each draw (default 50, at most 10000)
  --search-seconds N      for each search of (c) (default 120, at most 86400)
  --output DIR            folder of table1.md, table1.json, figure3.png and the service's log (default output)
`;

/** @throws Error that says which option is wrong */
export function parseTable1Options(args: readonly string[]): Table1Options {
  const { output, ...values } = readOptions(args, {
    protocols: PROTOCOLS.join(''),
    sizes: SIZES.join(','),
    repeats: '20',
    test: '50',
    'search-seconds': '120',
    output: 'output',
  });
  return {
    protocols: someOf('--protocols', values.protocols, PROTOCOLS, ''),
    sizes: someOf('--sizes', values.sizes, SIZES, ','),
    repeats: count('--repeats', values.repeats, 1000),
    test: count('--test', values.test, 10_000),
    searchSeconds: count('--search-seconds', values['search-seconds'], 86_400),
    output,
  };
}
