import type { Reproduction } from '../reproduction.ts';
import { withService } from '../with-service.ts';
import { MODULARITY_UNIQUE_HELP, parseUniqueOptions } from './options.ts';
import { unique } from './unique.ts';

export const modularityUniqueReproduction: Reproduction = {
  help: MODULARITY_UNIQUE_HELP,
  async run(args) {
    const options = parseUniqueOptions(args);
    await withService(options.output, async (client) => {
      await unique(client, options);
    });
  },
};
