import type { Reproduction } from '../reproduction.ts';
import { fullGrid } from './full-grid.ts';
import { FULL_GRID_HELP, parseFullGridOptions } from './options.ts';

export const fullGridReproduction: Reproduction = {
  help: FULL_GRID_HELP,
  run: async (args) => fullGrid(parseFullGridOptions(args)),
};
