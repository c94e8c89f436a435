import { throughService } from '../with-service.ts';
import { fig1 } from './fig1.ts';
import { FIG1_HELP, parseFig1Options } from './options.ts';

export const fig1Reproduction = throughService(FIG1_HELP, parseFig1Options, fig1);
