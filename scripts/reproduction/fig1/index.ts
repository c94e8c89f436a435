import type { Reproduction } from '../reproduction.ts';
import { withService } from '../with-service.ts';
import { fig1 } from './fig1.ts';
import { FIG1_HELP, parseFig1Options } from './options.ts';

export const fig1Reproduction: Reproduction = {
  help: FIG1_HELP,
  async run(args) {
    const options = parseFig1Options(args);
    await withService(options.output, (client) => fig1(client, options));
  },
};
