import type { Reproduction } from '../reproduction.ts';
import { withService } from '../with-service.ts';
import { fig2 } from './fig2.ts';
import { FIG2_HELP, parseFig2Options } from './options.ts';

export const fig2Reproduction: Reproduction = {
  help: FIG2_HELP,
  async run(args) {
    const options = parseFig2Options(args);
    await withService(options.output, async (client) => {
      await fig2(client, options);
    });
  },
};
