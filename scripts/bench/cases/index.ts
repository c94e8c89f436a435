import type { Case } from './case.ts';
import { cholesky } from './cholesky.ts';
import { empiricalHyperkernel } from './empirical-hyperkernel.ts';
import { empiricalMlp } from './empirical-mlp.ts';
import { fullGrid } from './full-grid.ts';
import { hyperkernel } from './hyperkernel.ts';
import { large } from './large.ts';
import { machine } from './machine.ts';
import { mlp } from './mlp.ts';
import { normals } from './normals.ts';
import { request } from './request.ts';
import { small } from './small.ts';
import { trainingStep } from './training-step.ts';

/** By name, in the order of a run. */
export const CASES: Readonly<Record<string, Case>> = {
  machine,
  mlp,
  hyperkernel,
  cholesky,
  normals,
  'empirical-mlp': empiricalMlp,
  'empirical-hyperkernel': empiricalHyperkernel,
  'training-step': trainingStep,
  'full-grid': fullGrid,
  request,
  small,
  large,
};
