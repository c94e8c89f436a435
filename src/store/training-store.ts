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
export class TrainingStore {
  readonly #dataDir: string;
  readonly #models: KeptModels<StoredTraining>;
  readonly #onDamaged: DamageListener | undefined;

  /**
   * @param view whose networks there are; those of others are not found
   * @param onDamaged told of networks that lists leave out
   */
  constructor(dataDir: string, view: View = { everyone: true }, onDamaged?: DamageListener) {
    this.#dataDir = dataDir;
    this.#models = new KeptModels('training', dataDir, view, onDamaged);
    this.#onDamaged = onDamaged;
  }

  /** The same networks, as far as they are seen. */
  of(view: View): TrainingStore {
    return new TrainingStore(this.#dataDir, view, this.#onDamaged);
  }

  /** Keeps a network of the view's owner; its summary with that. */
  async save(training: StoredTraining): Promise<TrainingSummary> {
    return (await this.#models.save(training)).summary;
  }

  /**
   * All of a network, its arrays as files.
   *
   * @throws HypertangentError `training_not_found` or `expired`, or `damaged_file`, here and below
   */
  stored(id: string): Promise<StoredTraining> {
    return this.#models.read(id);
  }

  async summary(id: string): Promise<TrainingSummary> {
    return (await this.#models.read(id)).summary;
  }

  /** The summary of a network that may not be there. */
  async find(id: string): Promise<TrainingSummary | undefined> {
    return (await this.#models.find(id))?.summary;
  }

  /** Its summary and the numbers of its parameters. */
  load(id: string): Promise<{ summary: TrainingSummary; parameters: { name: string; values: NdArray }[] }> {
    return this.#models.loaded(id, (stored) => stored);
  }

  /** Newest first. */
  list(): Promise<TrainingSummary[]> {
    return this.#models.list();
  }

  delete(id: string): Promise<void> {
    return this.#models.delete(id);
  }

  /** Removes what is there of a network, whoever's it is: whose a damaged one is nobody knows. */
  discard(id: string): Promise<void> {
    return this.#models.discard(id);
  }

  /** Removes what was interrupted while it was kept; call before anything is trained. */
  sweep(olderThanMs = 0): Promise<void> {
    return this.#models.sweep(olderThanMs);
  }
}
