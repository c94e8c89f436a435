import { throughService } from '../with-service.ts';
import { ntkDynamics } from './ntk-dynamics.ts';
import { NTK_DYNAMICS_HELP, parseNtkDynamicsOptions } from './options.ts';

export const ntkDynamicsReproduction = throughService(NTK_DYNAMICS_HELP, parseNtkDynamicsOptions, ntkDynamics);
