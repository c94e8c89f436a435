import type { Control } from '../../control.ts';
import type { Engine } from '../../engine/engine.ts';
import type { Points } from '../../kernels/points.ts';
import type { Matrix } from '../../nd-array.ts';
import type { KernelChoice } from './space.ts';

/** By what a search judges; smaller is better in all of them. */
export type Criterion =
  /** −log p(y) for each label. */
  | { kind: 'evidence' }
  /** Mean squared error of each label predicted from all others. */
  | { kind: 'leave_one_out' }
  /** Mean squared error on images that were held out. */
  | { kind: 'cross_validation'; folds: number };

export const DEFAULT_FOLDS = 5;

/** What candidates are judged on. */
export interface TrainingSet {
  points: Points;
  /** `[n, k]` */
  labels: Matrix;
}

/** Judges one kernel with several ridges, which share all work that does not depend on them. */
export interface Scorer {
  /**
   * @param ridges λ, ascending
   * @returns a score for each, or NaN where K + λI is not positive definite
   */
  score(choice: KernelChoice, ridges: readonly number[], control: Control): Promise<number[]>;
}

export type ScorerMaker = (training: TrainingSet, engine: Engine) => Scorer;
