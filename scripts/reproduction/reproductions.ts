import { fewShotReproduction } from './few-shot-sinusoid/index.ts';
import { fig1Reproduction } from './fig1/index.ts';
import { fig2Reproduction } from './fig2/index.ts';
import { fig4Reproduction } from './fig4/index.ts';
import { fig5Reproduction } from './fig5/index.ts';
import { fullGridReproduction } from './full-grid/index.ts';
import { fullMnistReproduction } from './full-mnist/index.ts';
import { modularityColorizationReproduction } from './modularity-colorization/index.ts';
import { modularityRotationsReproduction } from './modularity-rotations/index.ts';
import { modularitySyntheticReproduction } from './modularity-synthetic/index.ts';
import { modularityUniqueReproduction } from './modularity-unique/index.ts';
import { noisyQuadraticReproduction } from './noisy-quadratic/index.ts';
import { ntkDynamicsReproduction } from './ntk-dynamics/index.ts';
import type { Reproduction } from './reproduction.ts';
import { table1Reproduction } from './table1/index.ts';
import { table1HypernetworkReproduction } from './table1-hypernetwork/index.ts';
import { theorem1Reproduction } from './theorem1/index.ts';

/** By name, in the order of --help. */
export const REPRODUCTIONS: Readonly<Record<string, Reproduction>> = {
  table1: table1Reproduction,
  'table1-hypernetwork': table1HypernetworkReproduction,
  fig1: fig1Reproduction,
  fig2: fig2Reproduction,
  fig4: fig4Reproduction,
  fig5: fig5Reproduction,
  theorem1: theorem1Reproduction,
  'ntk-dynamics': ntkDynamicsReproduction,
  'modularity-synthetic': modularitySyntheticReproduction,
  'modularity-rotations': modularityRotationsReproduction,
  'modularity-colorization': modularityColorizationReproduction,
  'modularity-unique': modularityUniqueReproduction,
  'few-shot-sinusoid': fewShotReproduction,
  'noisy-quadratic': noisyQuadraticReproduction,
  'full-grid': fullGridReproduction,
  'full-mnist': fullMnistReproduction,
};
