import type { Reproduction } from '../reproduction.ts';
import { withService } from '../with-service.ts';
import { fig5 } from './fig5.ts';
import { FIG5_HELP, parseFig5Options } from './options.ts';

export const fig5Reproduction: Reproduction = {
  help: FIG5_HELP,
  async run(args) {
    const options = parseFig5Options(args);
    await withService(options.output, async (client) => {
      await fig5(client, options);
    });
  },
};
