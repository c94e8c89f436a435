import type { Reproduction } from '../reproduction.ts';
import { withService } from '../with-service.ts';
import { fewShotSinusoid } from './few-shot-sinusoid.ts';
import { FEW_SHOT_HELP, parseFewShotOptions } from './options.ts';

export const fewShotReproduction: Reproduction = {
  help: FEW_SHOT_HELP,
  async run(args) {
    const options = parseFewShotOptions(args);
    await withService(options.output, async (client) => {
      await fewShotSinusoid(client, options);
    });
  },
};
