import { laneOf, predictionSeconds, regressionSeconds } from '../../jobs/cost.ts';
import type { PredictionInput, RegressionInput } from '../../jobs/programs/program.ts';
import type { Handlers } from '../contract/types.ts';
import { architecture } from '../translate/architecture.ts';
import { arrayInput, pointsInput } from '../translate/arrays.ts';
import { regressionBody, ridge } from '../translate/regression.ts';
import { predictionReply } from './results.ts';
import { runJob } from './run-job.ts';
import type { Services } from './services.ts';

type Operations = 'createRegression' | 'listRegressions' | 'getRegression' | 'deleteRegression' | 'predict';

export function regressionHandlers(services: Services): Pick<Handlers, Operations> {
  const { arrays, regressions } = services;
  return {
    async createRegression({ body, prefer, signal }) {
      const { y, ...points } = body.train;
      const input: RegressionInput = {
        architecture: architecture(body.architecture),
        kernel: body.kernel ?? 'ntk',
        train: { ...(await pointsInput(points, '/train', arrays)), y: await arrayInput(y, '/train/y', arrays) },
        ridge: ridge(body.ridge),
        jitters: body.jitter ?? [],
      };
      const outcome = await runJob(
        services,
        { kind: 'regression_fit', input, lane: laneOf(regressionSeconds(input)) },
        { prefer, signal },
      );
      if ('accepted' in outcome) return outcome.accepted;
      const { result, release } = outcome;
      return { status: 201, headers: { location: `/v1/regressions/${result.id}` }, body: regressionBody(result), release };
    },

    async listRegressions() {
      return { status: 200, body: { regressions: (await regressions.list()).map(regressionBody) } };
    },

    async getRegression({ path }) {
      return { status: 200, body: regressionBody(await regressions.summary(path.regression_id)) };
    },

    async deleteRegression({ path }) {
      await regressions.delete(path.regression_id);
      return { status: 204 };
    },

    async predict({ path, body, prefer, signal }) {
      const { points } = await regressions.summary(path.regression_id);
      const variance = body.variance ?? false;
      const test = await pointsInput(body.test, '/test', arrays);
      const input: PredictionInput = { regressionId: path.regression_id, test, variance };
      const lane = laneOf(predictionSeconds(points, test, variance));
      const outcome = await runJob(services, { kind: 'regression_predict', input, lane }, { prefer, signal });
      if ('accepted' in outcome) return outcome.accepted;
      return { status: 200, ...predictionReply(outcome.result), release: outcome.release };
    },
  };
}
