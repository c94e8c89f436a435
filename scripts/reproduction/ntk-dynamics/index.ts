import type { Reproduction } from '../reproduction.ts';
import { withService } from '../with-service.ts';
import { ntkDynamics } from './ntk-dynamics.ts';
import { NTK_DYNAMICS_HELP, parseNtkDynamicsOptions } from './options.ts';

export const ntkDynamicsReproduction: Reproduction = {
  help: NTK_DYNAMICS_HELP,
  async run(args) {
    const options = parseNtkDynamicsOptions(args);
    await withService(options.output, async (client) => void (await ntkDynamics(client, options)));
  },
};
