import { fig1 } from './fig1.ts';
import { FIG1_HELP, parseFig1Options } from './fig1-options.ts';
import { fullGrid } from './full-grid.ts';
import { FULL_GRID_HELP, parseFullGridOptions } from './full-grid-options.ts';
import { fullMnist } from './full-mnist.ts';
import { FULL_MNIST_HELP, parseFullMnistOptions } from './full-mnist-options.ts';
import { table1 } from './table1.ts';
import { parseTable1Options, TABLE1_HELP } from './table1-options.ts';
import { theorem1 } from './theorem1.ts';
import { parseTheorem1Options, THEOREM1_HELP } from './theorem1-options.ts';
import { withService } from './with-service.ts';

/** Something that the paper or the documentation reports, computed anew. */
export interface Reproduction {
  /** Its section of --help. */
  help: string;
  /** @throws Error that says which option is wrong, before anything is begun */
  run(args: readonly string[]): Promise<void>;
}

/** By name, in the order of --help. */
export const REPRODUCTIONS: Readonly<Record<string, Reproduction>> = {
  table1: {
    help: TABLE1_HELP,
    async run(args) {
      const options = parseTable1Options(args);
      await withService(options.output, (client) => table1(client, options));
    },
  },
  fig1: {
    help: FIG1_HELP,
    async run(args) {
      const options = parseFig1Options(args);
      await withService(options.output, (client) => fig1(client, options));
    },
  },
  theorem1: {
    help: THEOREM1_HELP,
    run: async (args) => theorem1(parseTheorem1Options(args)),
  },
  'full-grid': {
    help: FULL_GRID_HELP,
    run: async (args) => fullGrid(parseFullGridOptions(args)),
  },
  'full-mnist': {
    help: FULL_MNIST_HELP,
    run: async (args) => fullMnist(parseFullMnistOptions(args)),
  },
};
