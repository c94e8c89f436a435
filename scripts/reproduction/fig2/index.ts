import { throughService } from '../with-service.ts';
import { fig2 } from './fig2.ts';
import { FIG2_HELP, parseFig2Options } from './options.ts';

export const fig2Reproduction = throughService(FIG2_HELP, parseFig2Options, fig2);
