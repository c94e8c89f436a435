import type { Tensor } from '@tensorflow/tfjs-core';
import type { Checkpoints } from '../checkpoints.ts';
import type { Control } from '../control.ts';
import type { NetworkMeans } from '../empirical/network-means.ts';
import { HypertangentError } from '../errors.ts';
import { Batches } from './batches.ts';
import type { CurvePoint, Score } from './curve.ts';
import { disposing } from './disposing.ts';
import { diverged } from './diverged.ts';
import { HeldExamples } from './held-examples.ts';
import { Model } from './model.ts';
import { trainableNetwork } from './networks/index.ts';
import type { TrainableNetwork } from './networks/network.ts';
import { optimizerOf } from './optimizers/optimizer.ts';
import type { TrainingProblem } from './problem.ts';
import { startOf } from './start.ts';
import { packState, type TrainingState, unpackState } from './state.ts';

export interface TrainingOptions {
  saved?: Checkpoints;
  /** Told of the whole curve whenever it has another point. */
  onCurve?: (curve: readonly CurvePoint[]) => void;
}

export interface Trained {
  network: TrainableNetwork;
  /** Values of the network's parameters. */
  parameters: Float32Array[];
  curve: CurvePoint[];
}

/** Losses of steps that are looked at together: each look waits for the device. */
const LOOK_EVERY = 16;

/**
 * Trains a network. On one backend the same problem gives the same parameters to the bit, also where it was interrupted and
 * goes on from what was saved.
 *
 * @throws HypertangentError `training_diverged` where the loss leaves the range of float32; `invalid_value`, `shape_mismatch`
 *   or `not_finite`
 */
export async function train(
  problem: TrainingProblem,
  means: NetworkMeans,
  control: Control,
  { saved, onCurve = () => {} }: TrainingOptions = {},
): Promise<Trained> {
  const { tensors: tf } = means;
  const { architecture, parameterization, loss, optimizer, batchSize, steps, seed, recordEvery } = problem;
  const sizes = { image: problem.train.images.shape[1], coordinate: problem.train.coordinates?.shape[1] ?? 0 };
  const network = trainableNetwork(architecture, sizes, problem.train.targets.shape[1], parameterization);
  const state = (await savedState(saved, network, optimizerOf(optimizer).slots)) ?? (await firstState(problem, network, means));
  const curve = state.curve;

  return disposing(async (kept) => {
    const model = kept(new Model(tf, network, state.parameters, optimizer, state.slots));
    const examples = kept(new HeldExamples(tf, problem.train));
    const test = problem.test && kept(new HeldExamples(tf, problem.test));
    const batches = new Batches(examples.count, batchSize, seed);
    const losses: Tensor[] = [];
    kept({ dispose: () => tf.dispose(losses) });
    let lastSave = performance.now();
    let lastLoss = curve.at(-1)?.train.loss ?? Number.NaN;

    /** Throws at the first step whose loss is no number. */
    const look = async (step: number): Promise<void> => {
      if (losses.length === 0) return;
      const stacked = tf.tidy(() => tf.stack(losses));
      tf.dispose(losses);
      const values = await stacked.data();
      stacked.dispose();
      const first = step - losses.length;
      losses.length = 0;
      const bad = values.findIndex((value) => !Number.isFinite(value));
      if (bad >= 0) throw await diverged(problem, network, means, { step: first + bad + 1, loss: values[bad - 1] ?? lastLoss });
      lastLoss = values.at(-1)!;
    };

    const record = async (step: number): Promise<void> => {
      if (curve.at(-1)?.step === step) return;
      const score = (points: HeldExamples) => model.score(points, loss, () => control.checkpoint(steps === 0 ? 0 : step / steps));
      const point = { step, train: await score(examples), ...(test && { test: await score(test) }) };
      if (step > 0 && !Number.isFinite(point.train.loss)) throw await diverged(problem, network, means, { step, loss: lastLoss });
      requireLoss(point.train, '/train');
      if (point.test) requireLoss(point.test, '/test');
      curve.push(point);
      onCurve(curve);
    };

    if (curve.length > 0) onCurve(curve);
    if (state.step === 0) await record(0);
    for (let step = state.step; step < steps; ) {
      const visit = () => control.checkpoint(step / steps);
      losses.push(await model.step(examples, batches.at(step), loss, step + 1, visit));
      step++;
      const isRecorded = step % recordEvery === 0 || step === steps;
      const isSaved = saved !== undefined && step < steps && performance.now() - lastSave >= saved.intervalMs;
      if (losses.length === LOOK_EVERY || isRecorded || isSaved) await look(step);
      if (isRecorded) await record(step);
      if (!isSaved) continue;
      await saved.save(packState({ step, curve, ...(await model.values()) }));
      lastSave = performance.now();
    }
    const { parameters } = await model.values();
    return { network, parameters, curve };
  });
}

async function savedState(saved: Checkpoints | undefined, { parameters }: TrainableNetwork, slots: number) {
  const found = await saved?.load();
  return found ? unpackState(found, parameters, slots) : null;
}

async function firstState(problem: TrainingProblem, network: TrainableNetwork, means: NetworkMeans): Promise<TrainingState> {
  return { step: 0, curve: [], parameters: await startOf(problem, network, means), slots: [] };
}

function requireLoss({ loss }: Score, path: string): void {
  if (Number.isFinite(loss)) return;
  const message = `the loss on ${path} leaves the range of float32, in which networks are trained; its numbers are too large`;
  throw new HypertangentError('not_finite', message, { path, index: [], received: String(loss) });
}
