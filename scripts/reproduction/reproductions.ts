import { fewShotReproduction } from './few-shot-sinusoid/index.ts';
import { fig1Reproduction } from './fig1/index.ts';
import { fig2Reproduction } from './fig2/index.ts';
import { fig4Reproduction } from './fig4/index.ts';
import { fig5Reproduction } from './fig5/index.ts';
import { fullGridReproduction } from './full-grid/index.ts';
import { fullMnistReproduction } from './full-mnist/index.ts';
import { noisyQuadraticReproduction } from './noisy-quadratic/index.ts';
import { ntkDynamicsReproduction } from './ntk-dynamics/index.ts';
import type { Reproduction } from './reproduction.ts';
import { table1Reproduction } from './table1/index.ts';
import { table1HypernetworkReproduction } from './table1-hypernetwork/index.ts';
import { theorem1Reproduction } from './theorem1/index.ts';

/** By name, in the order of --help. */
export const REPRODUCTIONS: Readonly<Record<string, Reproduction>> = {
  table1: table1Reproduction,
  fig1: fig1Reproduction,
  fig2: fig2Reproduction,
  fig4: fig4Reproduction,
  fig5: fig5Reproduction,
  theorem1: theorem1Reproduction,
  'full-grid': fullGridReproduction,
  'full-mnist': fullMnistReproduction,
  'table1-hypernetwork': table1HypernetworkReproduction,
  'ntk-dynamics': ntkDynamicsReproduction,
  'few-shot-sinusoid': fewShotReproduction,
  'noisy-quadratic': noisyQuadraticReproduction,
};
