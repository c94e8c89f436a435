import { throughService } from '../with-service.ts';
import { fig5 } from './fig5.ts';
import { FIG5_HELP, parseFig5Options } from './options.ts';

export const fig5Reproduction = throughService(FIG5_HELP, parseFig5Options, fig5);
