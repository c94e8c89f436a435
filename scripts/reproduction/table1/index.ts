import type { Reproduction } from '../reproduction.ts';
import { withService } from '../with-service.ts';
import { parseTable1Options, TABLE1_HELP } from './options.ts';
import { table1 } from './table1.ts';

export const table1Reproduction: Reproduction = {
  help: TABLE1_HELP,
  async run(args) {
    const options = parseTable1Options(args);
    await withService(options.output, (client) => table1(client, options));
  },
};
