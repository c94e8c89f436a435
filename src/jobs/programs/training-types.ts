import type { TensorSetting } from '../../empirical/backends/names.ts';
import type { Provenance } from '../../provenance.ts';
import type { ArrayValue } from '../../store/array-value.ts';
import type { TrainedKind } from '../../training/check.ts';
import type { TrainingSettings } from '../../training/problem.ts';
import type { ArrayInput, PointsInput } from './program.ts';

/** Points with what a network is to say of them. */
export interface ExamplesInput extends PointsInput {
  y: ArrayInput;
}

export interface TrainingInput extends TrainingSettings {
  train: ExamplesInput;
  test?: ExamplesInput;
  /** The trained network whose weights this one begins with. */
  startFrom?: TrainedKind & { trainingId: string };
  backend: TensorSetting;
}

export interface TrainingPredictionInput {
  trainingId: string;
  test: PointsInput;
  backend: TensorSetting;
}

export interface TrainingPredictionOutput {
  provenance: Provenance;
  /** The network's outputs, `[t, k]`. */
  mean: ArrayValue;
  /** Of classes, `[t, k]`. */
  probabilities?: ArrayValue;
}
