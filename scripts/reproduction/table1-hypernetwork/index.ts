import { throughService } from '../with-service.ts';
import { parseTable1HypernetworkOptions, TABLE1_HYPERNETWORK_HELP } from './options.ts';
import { table1Hypernetwork } from './table1-hypernetwork.ts';

export const table1HypernetworkReproduction = throughService(
  TABLE1_HYPERNETWORK_HELP,
  parseTable1HypernetworkOptions,
  table1Hypernetwork,
);
