import { checkStartShape } from '../../jobs/estimate/check.ts';
import { admit } from '../../jobs/estimate/estimate.ts';
import { MODEL_JSON } from '../../store/model-import.ts';
import type { Handlers } from '../contract/types.ts';
import { npzRepresentation } from '../render/npz.ts';
import { predictionInput, regressionInput } from '../translate/inputs.ts';
import { modelArrays, modelBody, readModel } from '../translate/model.ts';
import { regressionBody } from '../translate/regression.ts';
import { capacityOf } from './capacity.ts';
import { deleteOrDiscard } from './delete-damaged.ts';
import { diagnosticsReply, NPZ, predictionReply } from './results.ts';
import { runJob } from './run-job.ts';
import type { Services } from './services.ts';

type Operations =
  | 'createRegression'
  | 'listRegressions'
  | 'getRegression'
  | 'getDiagnostics'
  | 'exportRegression'
  | 'importRegression'
  | 'deleteRegression'
  | 'predict';

export function regressionHandlers(services: Services): Pick<Handlers, Operations> {
  const { arrays, regressions, config, caller } = services;
  return {
    async createRegression({ body, prefer, signal }) {
      const input = await regressionInput(body, arrays, regressions);
      checkStartShape(input);
      const cost = admit({ kind: 'regression_fit', input }, capacityOf(services));
      const outcome = await runJob(services, { kind: 'regression_fit', input, lane: cost.lane, cost }, { prefer, signal });
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

    async exportRegression({ path }) {
      const stored = await regressions.stored(path.regression_id);
      const body = modelBody(stored);
      const json = { name: MODEL_JSON, bytes: Buffer.from(`${JSON.stringify(body)}\n`) };
      const file = () => npzRepresentation(modelArrays(stored.regression), `${stored.summary.id}.npz`, [json]);
      return { status: 200, body, as: { [NPZ]: file } };
    },

    async importRegression({ body }) {
      const summary = await regressions.import(body, config.arrayLimitBytes, readModel);
      return { status: 201, headers: { location: `/v1/regressions/${summary.id}` }, body: regressionBody(summary) };
    },

    async deleteRegression({ path }) {
      const { regression_id: id } = path;
      const remove = async () => {
        await regressions.delete(id);
        return { status: 204 } as const;
      };
      return deleteOrDiscard(caller, remove, () => regressions.discard(id));
    },

    async predict({ path, body, prefer, signal }) {
      const model = await regressions.shape(path.regression_id);
      const input = await predictionInput(path.regression_id, body, arrays);
      const cost = admit({ kind: 'regression_predict', input, model }, capacityOf(services));
      const outcome = await runJob(services, { kind: 'regression_predict', input, lane: cost.lane, cost }, { prefer, signal });
      if ('accepted' in outcome) return outcome.accepted;
      return { status: 200, ...predictionReply(outcome.result), release: outcome.release };
    },
  };
}
