import { checked } from '../../jobs/estimate/check.ts';
import { MODEL_JSON } from '../../store/model-import.ts';
import type { Handlers } from '../contract/types.ts';
import { npzRepresentation } from '../render/npz.ts';
import { trainedArrays, trainedModelBody, trainingBody, trainingInput, trainingPredictionInput } from '../translate/training.ts';
import { deleteOrDiscard } from './delete-damaged.ts';
import { NPZ, trainedPredictionReply } from './results.ts';
import { runJob } from './run-job.ts';
import type { Services } from './services.ts';

type Operations = 'createTraining' | 'listTrainings' | 'getTraining' | 'exportTraining' | 'deleteTraining' | 'predictTrained';

export function trainingHandlers(services: Services): Pick<Handlers, Operations> {
  const { arrays, trainings, inUse, caller } = services;
  return {
    async createTraining(request) {
      const outcome = await runJob(services, request, async () =>
        checked({ kind: 'training', input: await trainingInput(request.body, arrays, trainings) }),
      );
      if ('accepted' in outcome) return outcome.accepted;
      const { result, release } = outcome;
      return { status: 201, headers: { location: `/v1/trainings/${result.id}` }, body: trainingBody(result), release };
    },

    async listTrainings() {
      return { status: 200, body: { trainings: (await trainings.list()).map(trainingBody) } };
    },

    async getTraining({ path }) {
      return { status: 200, body: trainingBody(await trainings.summary(path.training_id)) };
    },

    exportTraining({ path }) {
      return inUse.during({ kind: 'training', id: path.training_id }, async () => {
        const stored = await trainings.stored(path.training_id);
        const body = trainedModelBody(stored);
        const json = { name: MODEL_JSON, bytes: Buffer.from(`${JSON.stringify(body)}\n`) };
        const file = () => npzRepresentation(trainedArrays(stored), `${stored.summary.id}.npz`, [json]);
        return { status: 200, body, as: { [NPZ]: file }, stillThere: () => trainings.summary(path.training_id) };
      });
    },

    async deleteTraining({ path }) {
      const { training_id: id } = path;
      const remove = async () => {
        await trainings.delete(id);
        return { status: 204 } as const;
      };
      return deleteOrDiscard(caller, remove, () => trainings.discard(id));
    },

    async predictTrained(request) {
      const { body, path } = request;
      const outcome = await runJob(services, request, async () => {
        const model = await trainings.summary(path.training_id);
        return checked({ kind: 'training_predict', input: await trainingPredictionInput(path.training_id, body, arrays), model });
      });
      if ('accepted' in outcome) return outcome.accepted;
      return { status: 200, ...trainedPredictionReply(outcome.result), release: outcome.release };
    },
  };
}
