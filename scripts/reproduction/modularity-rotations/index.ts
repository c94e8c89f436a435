import { throughService } from '../with-service.ts';
import { MODULARITY_ROTATIONS_HELP, parseRotationsOptions } from './options.ts';
import { rotations } from './rotations.ts';

export const modularityRotationsReproduction = throughService(MODULARITY_ROTATIONS_HELP, parseRotationsOptions, rotations);
