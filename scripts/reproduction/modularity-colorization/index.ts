import { throughService } from '../with-service.ts';
import { colorization } from './colorization.ts';
import { MODULARITY_COLORIZATION_HELP, parseColorizationOptions } from './options.ts';

export const modularityColorizationReproduction = throughService(
  MODULARITY_COLORIZATION_HELP,
  parseColorizationOptions,
  colorization,
);
