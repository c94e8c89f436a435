import type { Reproduction } from '../reproduction.ts';
import { withService } from '../with-service.ts';
import { colorization } from './colorization.ts';
import { MODULARITY_COLORIZATION_HELP, parseColorizationOptions } from './options.ts';

export const modularityColorizationReproduction: Reproduction = {
  help: MODULARITY_COLORIZATION_HELP,
  async run(args) {
    const options = parseColorizationOptions(args);
    await withService(options.output, async (client) => {
      await colorization(client, options);
    });
  },
};
