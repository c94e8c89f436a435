import type { Handlers } from '../contract/types.ts';
import { arrayHandlers } from './arrays.ts';
import { empiricalHandlers } from './empirical.ts';
import { estimateHandlers } from './estimates.ts';
import { healthHandlers } from './health.ts';
import { imageCompletionHandlers } from './image-completions.ts';
import { jobHandlers } from './jobs.ts';
import { kernelHandlers } from './kernels.ts';
import { regressionHandlers } from './regressions.ts';
import { searchHandlers } from './searches.ts';
import type { Services } from './services.ts';
import { systemHandlers } from './system.ts';
import { trainingHandlers } from './trainings.ts';

/** A handler for every operation of the contract; one that is missing does not compile. */
export function handlers(services: Services): Handlers {
  return {
    ...kernelHandlers(services),
    ...empiricalHandlers(services),
    ...regressionHandlers(services),
    ...trainingHandlers(services),
    ...searchHandlers(services),
    ...imageCompletionHandlers(services),
    ...estimateHandlers(services),
    ...arrayHandlers(services),
    ...jobHandlers(services),
    ...systemHandlers(services),
    ...healthHandlers(services),
  };
}
