import type { Reproduction } from '../reproduction.ts';
import { noisyQuadratic } from './noisy-quadratic.ts';
import { NOISY_QUADRATIC_HELP, parseNoisyQuadraticOptions } from './options.ts';

export const noisyQuadraticReproduction: Reproduction = {
  help: NOISY_QUADRATIC_HELP,
  run: async (args) => {
    await noisyQuadratic(parseNoisyQuadraticOptions(args));
  },
};
