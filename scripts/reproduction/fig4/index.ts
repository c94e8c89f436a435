import { throughService } from '../with-service.ts';
import { fig4 } from './fig4.ts';
import { FIG4_HELP, parseFig4Options } from './options.ts';

export const fig4Reproduction = throughService(FIG4_HELP, parseFig4Options, fig4);
