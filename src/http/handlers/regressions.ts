import { checkStartShape } from '../../jobs/estimate/check.ts';
import { MODEL_JSON } from '../../store/model-import.ts';
import type { Handlers } from '../contract/types.ts';
import { npzRepresentation } from '../render/npz.ts';
import { predictionInput, regressionInput } from '../translate/inputs.ts';
import { modelArrays, modelBody, readModel } from '../translate/model.ts';
import { regressionBody } from '../translate/regression.ts';
import { deleteOrDiscard } from './delete-damaged.ts';
import { identityOf } from './identity.ts';
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
  const { arrays, regressions, inUse, config, caller } = services;
  return {
    async createRegression(request) {
      const outcome = await runJob(services, request, async () => {
        const input = await regressionInput(request.body, arrays, regressions);
        checkStartShape(input);
        return { kind: 'regression_fit', input };
      });
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

    getDiagnostics({ path }) {
      return inUse.during({ kind: 'regression', id: path.regression_id }, async () => {
        const reply = diagnosticsReply(await regressions.diagnostics(path.regression_id));
        return { status: 200, ...reply, stillThere: () => regressions.summary(path.regression_id) };
      });
    },

    exportRegression({ path }) {
      return inUse.during({ kind: 'regression', id: path.regression_id }, async () => {
        const stored = await regressions.stored(path.regression_id);
        const body = modelBody(stored);
        const json = { name: MODEL_JSON, bytes: Buffer.from(`${JSON.stringify(body)}\n`) };
        const file = () => npzRepresentation(modelArrays(stored.regression), `${stored.summary.id}.npz`, [json]);
        return { status: 200, body, as: { [NPZ]: file }, stillThere: () => regressions.summary(path.regression_id) };
      });
    },

    async importRegression({ body, operation, idempotencyKey }) {
      const identity = identityOf(idempotencyKey, caller.view, [operation]);
      const summary = await regressions.import(body, config.arrayLimitBytes, readModel, identity?.id);
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

    async predict(request) {
      const { body, path } = request;
      const outcome = await runJob(services, request, async () => {
        const model = await regressions.shape(path.regression_id);
        return { kind: 'regression_predict', input: await predictionInput(path.regression_id, body, arrays), model };
      });
      if ('accepted' in outcome) return outcome.accepted;
      return { status: 200, ...predictionReply(outcome.result), release: outcome.release };
    },
  };
}
