import { fig1Reproduction } from './fig1/index.ts';
import { fullGridReproduction } from './full-grid/index.ts';
import { fullMnistReproduction } from './full-mnist/index.ts';
import { modularityColorizationReproduction } from './modularity-colorization/index.ts';
import { modularityRotationsReproduction } from './modularity-rotations/index.ts';
import { modularitySyntheticReproduction } from './modularity-synthetic/index.ts';
import { modularityUniqueReproduction } from './modularity-unique/index.ts';
import type { Reproduction } from './reproduction.ts';
import { table1Reproduction } from './table1/index.ts';
import { theorem1Reproduction } from './theorem1/index.ts';

/** By name, in the order of --help. */
export const REPRODUCTIONS: Readonly<Record<string, Reproduction>> = {
  table1: table1Reproduction,
  fig1: fig1Reproduction,
  theorem1: theorem1Reproduction,
  'modularity-synthetic': modularitySyntheticReproduction,
  'modularity-rotations': modularityRotationsReproduction,
  'modularity-colorization': modularityColorizationReproduction,
  'modularity-unique': modularityUniqueReproduction,
  'full-grid': fullGridReproduction,
  'full-mnist': fullMnistReproduction,
};
