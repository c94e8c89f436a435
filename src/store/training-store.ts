import type { View } from '../access/view.ts';
import type { NdArray } from '../nd-array.ts';
import type { Provenance } from '../provenance.ts';
import type { TrainedSizes } from '../training/check.ts';
import type { CurvePoint } from '../training/curve.ts';
import type { TrainingSettings } from '../training/problem.ts';
import type { ArrayValue } from './array-value.ts';
import type { DamageListener } from './damage.ts';
import { KeptModels, type ModelSummary } from './kept-models.ts';

/** A trained network as it is listed. */
export interface TrainingSummary extends ModelSummary, Omit<TrainingSettings, 'recordEvery'> {
  /** Of what it was trained on. */
  points: number;
  sizes: TrainedSizes;
  /** Numbers that were trained. */
  parameters: number;
  curve: CurvePoint[];
  provenance: Provenance;
}

/** All that is kept of a trained network; its arrays may stand in files. */
export interface StoredTraining {
  summary: TrainingSummary;
  /** In the order of the network's parameters. */
  parameters: { name: string; values: ArrayValue }[];
}

/** Trained networks on disk. */
export class TrainingStore extends KeptModels<StoredTraining> {
  /**
   * @param view whose networks there are; those of others are not found
   * @param onDamaged told of networks that lists leave out
   */
  constructor(dataDir: string, view: View = { everyone: true }, onDamaged?: DamageListener) {
    super('training', dataDir, view, onDamaged);
  }

  /** The same networks, as far as they are seen. */
  of(view: View): TrainingStore {
    return new TrainingStore(this.dataDir, view, this.onDamaged);
  }

  /** Keeps a network of the view's owner; its summary with that. */
  save(training: StoredTraining): Promise<TrainingSummary> {
    return this.keep(training);
  }

  /** Its summary and the numbers of its parameters. @throws HypertangentError as {@link stored} does */
  load(id: string): Promise<{ summary: TrainingSummary; parameters: { name: string; values: NdArray }[] }> {
    return this.loaded(id, (stored) => stored);
  }
}
