import { throughService } from '../with-service.ts';
import { fewShotSinusoid } from './few-shot-sinusoid.ts';
import { FEW_SHOT_HELP, parseFewShotOptions } from './options.ts';

export const fewShotReproduction = throughService(FEW_SHOT_HELP, parseFewShotOptions, fewShotSinusoid);
