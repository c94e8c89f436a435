import { throughService } from '../with-service.ts';
import { MODULARITY_UNIQUE_HELP, parseUniqueOptions } from './options.ts';
import { unique } from './unique.ts';

export const modularityUniqueReproduction = throughService(MODULARITY_UNIQUE_HELP, parseUniqueOptions, unique);
