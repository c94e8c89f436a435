import type { Reproduction } from '../reproduction.ts';
import { parseTheorem1Options, THEOREM1_HELP } from './options.ts';
import { theorem1 } from './theorem1.ts';

export const theorem1Reproduction: Reproduction = {
  help: THEOREM1_HELP,
  run: async (args) => theorem1(parseTheorem1Options(args)),
};
