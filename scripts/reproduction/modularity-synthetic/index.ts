import type { Reproduction } from '../reproduction.ts';
import { withService } from '../with-service.ts';
import { MODULARITY_SYNTHETIC_HELP, parseSyntheticOptions } from './options.ts';
import { synthetic } from './synthetic.ts';

export const modularitySyntheticReproduction: Reproduction = {
  help: MODULARITY_SYNTHETIC_HELP,
  async run(args) {
    const options = parseSyntheticOptions(args);
    await withService(options.output, async (client) => {
      await synthetic(client, options);
    });
  },
};
