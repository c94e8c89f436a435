import type { Reproduction } from '../reproduction.ts';
import { withService } from '../with-service.ts';
import { parseTable1HypernetworkOptions, TABLE1_HYPERNETWORK_HELP } from './options.ts';
import { table1Hypernetwork } from './table1-hypernetwork.ts';

export const table1HypernetworkReproduction: Reproduction = {
  help: TABLE1_HYPERNETWORK_HELP,
  async run(args) {
    const options = parseTable1HypernetworkOptions(args);
    await withService(options.output, async (client) => void (await table1Hypernetwork(client, options)));
  },
};
