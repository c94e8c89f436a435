import type { Reproduction } from '../reproduction.ts';
import { withService } from '../with-service.ts';
import { fig4 } from './fig4.ts';
import { FIG4_HELP, parseFig4Options } from './options.ts';

export const fig4Reproduction: Reproduction = {
  help: FIG4_HELP,
  async run(args) {
    const options = parseFig4Options(args);
    await withService(options.output, async (client) => {
      await fig4(client, options);
    });
  },
};
