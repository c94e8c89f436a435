import { throughService } from '../with-service.ts';
import { parseTable1Options, TABLE1_HELP } from './options.ts';
import { table1 } from './table1.ts';

export const table1Reproduction = throughService(TABLE1_HELP, parseTable1Options, table1);
