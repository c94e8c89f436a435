import type { Reproduction } from '../reproduction.ts';
import { withService } from '../with-service.ts';
import { MODULARITY_ROTATIONS_HELP, parseRotationsOptions } from './options.ts';
import { rotations } from './rotations.ts';

export const modularityRotationsReproduction: Reproduction = {
  help: MODULARITY_ROTATIONS_HELP,
  async run(args) {
    const options = parseRotationsOptions(args);
    await withService(options.output, async (client) => {
      await rotations(client, options);
    });
  },
};
