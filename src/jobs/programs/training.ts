import { checkPoints, pointCount } from '../../kernels/points.ts';
import { matrix, type NdArray } from '../../nd-array.ts';
import { checkPredictionPoints, networkOf, sizesOf } from '../../training/check.ts';
import { disposing } from '../../training/disposing.ts';
import { type Examples, seenPoints, targetsOf } from '../../training/examples.ts';
import { HeldPoints } from '../../training/held-examples.ts';
import { softmax } from '../../training/losses/softmax.ts';
import { Model } from '../../training/model.ts';
import { train } from '../../training/train.ts';
import { atField, loadPoints } from './load-array.ts';
import type { Program, ProgramContext } from './program.ts';
import { ofTensors } from './tensor-provenance.ts';
import type { ExamplesInput, TrainingInput } from './training-types.ts';

/**
 * POST /v1/trainings: trains a network and keeps it, answers with its summary. One that an earlier attempt at the job has kept
 * is not trained again, and one that was interrupted goes on.
 */
export const trainProgram: Program<'training'> = async (input, context) => {
  const { jobId: id, trainings, control, engine } = context;
  const kept = await trainings.find(id);
  if (kept) return kept;
  const { train: given, test: givenTest, backend: asked, startFrom, ...settings } = input;
  const { examples, sizes, arrays } = await loadExamples(input, given, '/train', context);
  const test = givenTest && (await loadExamples(input, givenTest, '/test', context));
  const start = startFrom && (await loadStart(startFrom.trainingId, context));
  control.stage('tensor backend');
  const backend = await context.tensors(asked);
  // Bits are the same on one backend.
  const problem = { training: settings, startFrom: startFrom?.trainingId, backend: backend.name };
  const saved = context.checkpoints.of(problem, [...arrays, ...(test?.arrays ?? [])]);
  control.stage('training');
  const { network, parameters, curve } = await train(
    { ...settings, train: examples, ...(test && { test: test.examples }), ...(start && { start }) },
    { tensors: backend.tensors, normals: engine.normals },
    control,
    { saved, onCurve: context.showCurve },
  );
  const { recordEvery: _, ...kind } = settings;
  const summary = {
    id,
    createdAt: Date.now(),
    ...kind,
    points: examples.count,
    sizes,
    parameters: parameters.reduce((sum, { length }) => sum + length, 0),
    curve,
    provenance: ofTensors(context.provenance({ seed: input.seed }), backend),
  };
  const values = network.parameters.map(({ name, shape }, index) => {
    return { name, values: matrix(...shape, Float64Array.from(parameters[index]!)) };
  });
  const done = await trainings.save({ summary, parameters: values });
  await saved.remove();
  return done;
};

/** Examples with their numbers, and the arrays that they were made of. */
async function loadExamples(
  { architecture, loss }: Pick<TrainingInput, 'architecture' | 'loss'>,
  { y, ...given }: ExamplesInput,
  path: string,
  context: ProgramContext,
): Promise<{ examples: Examples; sizes: ReturnType<typeof sizesOf>; arrays: (NdArray | undefined)[] }> {
  const points = await loadPoints(given, path, context);
  checkPoints(architecture, points, path);
  const labels = await context.load(y, `${path}/y`);
  const targets = targetsOf(labels, loss, pointCount(points), `${path}/y`);
  const arrays = [points.x, 'z' in points ? points.z : undefined, labels];
  return { examples: { ...seenPoints(architecture, points, path), targets }, sizes: sizesOf(points, targets.shape[1]), arrays };
}

async function loadStart(trainingId: string, { trainings }: ProgramContext): Promise<Float32Array[]> {
  const { parameters } = await atField('/start_from', () => trainings.load(trainingId));
  return parameters.map(({ values }) => Float32Array.from(values.data));
}

/** POST /v1/trainings/{id}/predictions */
export const trainedPredictProgram: Program<'training_predict'> = async (input, context) => {
  const { control } = context;
  const { summary, parameters } = await context.trainings.load(input.trainingId);
  const points = await loadPoints(input.test, '/test', context);
  checkPredictionPoints(summary, points);
  const seen = seenPoints(summary.architecture, points, '/test');
  control.stage('tensor backend');
  const backend = await context.tensors(input.backend);
  control.stage('prediction');
  const values = parameters.map(({ values: { data } }) => Float32Array.from(data));
  return disposing(async (kept) => {
    const model = kept(new Model(backend.tensors, networkOf(summary), values));
    const held = kept(new HeldPoints(backend.tensors, seen));
    const outputs = await model.outputs(held, (done) => control.checkpoint(done / held.count));
    const mean = matrix(held.count, summary.sizes.outputs, outputs);
    return {
      mean,
      ...(summary.loss.kind === 'cross_entropy' && { probabilities: softmax(mean) }),
      provenance: ofTensors(context.provenance(), backend),
    };
  });
};
