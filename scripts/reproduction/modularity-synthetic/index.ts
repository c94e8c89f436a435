import { throughService } from '../with-service.ts';
import { MODULARITY_SYNTHETIC_HELP, parseSyntheticOptions } from './options.ts';
import { synthetic } from './synthetic.ts';

export const modularitySyntheticReproduction = throughService(MODULARITY_SYNTHETIC_HELP, parseSyntheticOptions, synthetic);
