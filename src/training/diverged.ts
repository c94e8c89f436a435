import type { NetworkMeans } from '../empirical/network-means.ts';
import { HypertangentError } from '../errors.ts';
import type { TrainableNetwork } from './networks/network.ts';
import type { TrainingProblem } from './problem.ts';
import { largestStableRate } from './stable-rate.ts';

/**
 * Why training stopped, and which learning rates are below the kernel's bound where there is one: for SGD on the squared error.
 *
 * @param at the first step whose loss was no number, and the last loss that was one
 */
export async function diverged(
  problem: TrainingProblem,
  network: TrainableNetwork,
  means: NetworkMeans,
  { step, loss }: { step: number; loss: number },
): Promise<HypertangentError<'training_diverged'>> {
  const { optimizer } = problem;
  const { learningRate } = optimizer;
  const stableBelow = await largestStableRate(problem, network, means);
  const advice =
    stableBelow === undefined
      ? 'try a smaller learning_rate'
      : `learning rates below ${Number(stableBelow.toPrecision(3))} are below the bound of the network's tangent kernel at the beginning, ` +
        `2${optimizer.kind === 'sgd' && optimizer.momentum > 0 ? '(1 + momentum)' : ''}/λ_max`;
  const message = `training diverged: at step ${step} the loss left the range of float32 (it was ${loss} before), with learning_rate ${learningRate}; ${advice}`;
  return new HypertangentError('training_diverged', message, {
    step,
    ...(Number.isFinite(loss) && { loss }),
    learningRate,
    ...(stableBelow !== undefined && { stableBelow }),
  });
}
