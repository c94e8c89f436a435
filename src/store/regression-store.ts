import { randomUUID } from 'node:crypto';
import type { View } from '../access/view.ts';
import type { NdArray } from '../nd-array.ts';
import type { FittedRegression } from '../regression/fit.ts';
import type { SubsetPart, SubsetsRegression } from '../regression/subsets/fit.ts';
import type { DamageListener } from './damage.ts';
import { KeptModels } from './kept-models.ts';
import { type ModelPlan, receiveModel } from './model-import.ts';
import type {
  DiagnosticArrays,
  DiagnosticNumbers,
  ImportedRegression,
  RegressionShape,
  RegressionSummary,
  StoredRegression,
} from './stored-regression.ts';

export type * from './stored-regression.ts';

/** Imports that are under way, by folder. */
const importing = new Map<string, Promise<void>>();

/** Fitted regressions on disk: a folder each, complete as soon as its JSON is there. */
export class RegressionStore extends KeptModels<StoredRegression> {
  /**
   * @param view whose regressions there are; those of others are not found
   * @param onDamaged told of regressions that lists leave out
   */
  constructor(dataDir: string, view: View = { everyone: true }, onDamaged?: DamageListener) {
    super('regression', dataDir, view, onDamaged);
  }

  /** The same regressions, as far as they are seen. */
  of(view: View): RegressionStore {
    return new RegressionStore(this.dataDir, view, this.onDamaged);
  }

  /** Keeps a regression of the view's owner; its summary with that. */
  save(summary: RegressionSummary, regression: FittedRegression): Promise<RegressionSummary> {
    return this.keep({ summary, regression });
  }

  /**
   * Keeps a regression that comes as the file of an export, under an id of its own; nothing of one that is refused.
   *
   * @param id where the same file may come again: one that is there is not taken in twice
   * @throws HypertangentError as {@link receiveModel} does
   */
  async import(
    stream: AsyncIterable<Uint8Array>,
    limitBytes: number,
    read: (json: string) => ModelPlan<ImportedRegression>,
    id: string = randomUUID(),
  ): Promise<RegressionSummary> {
    const folder = this.folderOf(id);
    // What comes twice at once is taken in by the first of them.
    const turn = (importing.get(folder) ?? Promise.resolve()).then(async () => {
      if (await this.isThere(id)) return this.summary(id);
      return this.within(id, async () => {
        const { summary: given, regression } = await receiveModel(folder, stream, limitBytes, read);
        return this.save({ ...given, id, createdAt: Date.now() }, regression);
      });
    });
    const ended = turn.catch(() => {}).then(() => void (importing.get(folder) === ended && importing.delete(folder)));
    importing.set(folder, ended);
    return turn;
  }

  /** A subset of a regression on subsets that may not be there. */
  async fittedSubset(id: string, index: number): Promise<SubsetPart | undefined> {
    const regression = (await this.seen(id))?.regression;
    if (regression === undefined || !('parts' in regression)) return undefined;
    return this.loaded(id, (stored) => (stored.regression as SubsetsRegression).parts[index]);
  }

  /**
   * What was fitted to how many numbers, none of them read.
   *
   * @throws HypertangentError `regression_not_found` or `expired`
   */
  async shape(id: string): Promise<RegressionShape> {
    const { summary, regression } = await this.stored(id);
    const { architecture, kernel, solver, points } = regression;
    const coordinates = 'z' in points && { z: points.z.shape, pairing: points.pairing };
    const { outputs, gradientFlow = false } = summary;
    return {
      architecture,
      kernel,
      solver,
      points: { x: points.x.shape, ...coordinates },
      outputs,
      gradientFlow,
      ...('landmarks' in regression && { landmarks: regression.landmarks.x.shape[0] }),
      ...('parts' in regression && { subsets: { size: regression.parts[0]!.indices.shape[0]!, count: regression.parts.length } }),
    };
  }

  /**
   * What it takes to predict.
   *
   * @param flow whether at times of training too
   * @throws HypertangentError `regression_not_found` or `expired`
   */
  load(id: string, { flow = false } = {}): Promise<FittedRegression> {
    return this.loaded(id, ({ regression }) => {
      if (regression.solver !== 'cholesky') return regression;
      const { diagnostics: _, flow: kept, ...needed } = regression;
      return { ...needed, ...(flow && kept && { flow: kept }) };
    });
  }

  /**
   * The weights of a regression that is not several, and nothing else of it.
   *
   * @throws HypertangentError `regression_not_found` or `expired`
   */
  weights(id: string): Promise<NdArray> {
    return this.loaded(id, ({ regression }) => {
      if (!('weights' in regression)) throw new RangeError(`regression ${id} has no weights of its own`);
      return regression.weights;
    });
  }

  /** @throws HypertangentError `regression_not_found` or `expired` */
  async diagnostics(id: string): Promise<Partial<DiagnosticNumbers> & DiagnosticArrays> {
    const { summary, regression } = await this.stored(id);
    const found = regression.solver === 'cholesky' ? regression.diagnostics : undefined;
    return {
      ...summary.diagnostics,
      ...(found?.leaveOneOut && { leaveOneOutResiduals: found.leaveOneOut.residuals }),
      ...(found?.spectrum && { spectrum: found.spectrum }),
    };
  }
}
