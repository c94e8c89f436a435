import { admit } from '../../jobs/estimate/estimate.ts';
import type { Handlers } from '../contract/types.ts';
import { predictionInput, regressionInput } from '../translate/inputs.ts';
import { regressionBody } from '../translate/regression.ts';
import { capacityOf } from './capacity.ts';
import { diagnosticsReply, predictionReply } from './results.ts';
import { runJob } from './run-job.ts';
import type { Services } from './services.ts';

type Operations = 'createRegression' | 'listRegressions' | 'getRegression' | 'getDiagnostics' | 'deleteRegression' | 'predict';

export function regressionHandlers(services: Services): Pick<Handlers, Operations> {
  const { arrays, regressions } = services;
  return {
    async createRegression({ body, prefer, signal }) {
      const input = await regressionInput(body, arrays);
      const { lane } = admit({ kind: 'regression_fit', input }, capacityOf(services));
      const outcome = await runJob(services, { kind: 'regression_fit', input, lane }, { prefer, signal });
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

    async getDiagnostics({ path }) {
      return { status: 200, ...diagnosticsReply(await regressions.diagnostics(path.regression_id)) };
    },

    async deleteRegression({ path }) {
      await regressions.delete(path.regression_id);
      return { status: 204 };
    },

    async predict({ path, body, prefer, signal }) {
      const model = await regressions.shape(path.regression_id);
      const input = await predictionInput(path.regression_id, body, arrays);
      const { lane } = admit({ kind: 'regression_predict', input, model }, capacityOf(services));
      const outcome = await runJob(services, { kind: 'regression_predict', input, lane }, { prefer, signal });
      if ('accepted' in outcome) return outcome.accepted;
      return { status: 200, ...predictionReply(outcome.result), release: outcome.release };
    },
  };
}
