import type { Reproduction } from '../reproduction.ts';
import { fullMnist } from './full-mnist.ts';
import { FULL_MNIST_HELP, parseFullMnistOptions } from './options.ts';

export const fullMnistReproduction: Reproduction = {
  help: FULL_MNIST_HELP,
  run: async (args) => fullMnist(parseFullMnistOptions(args)),
};
