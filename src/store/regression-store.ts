import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { sees, type View } from '../access/view.ts';
import { HypertangentError } from '../errors.ts';
import type { Architecture } from '../kernels/architecture.ts';
import type { NdArray } from '../nd-array.ts';
import type { Provenance } from '../provenance.ts';
import type { DenseDiagnostics } from '../regression/dense/diagnostics.ts';
import type { FittedRegression } from '../regression/fit.ts';
import type { Certificate, RegressionKernel } from '../regression/regression.ts';
import type { SubsetPart } from '../regression/subsets/fit.ts';
import type { ArrayValue } from './array-value.ts';
import { errorCode } from './atomic-file.ts';
import { bundleIds, hasBundle, loadArrays, readBundle, readIntactBundle, removeBundle, writeBundle } from './bundle.ts';
import { type ModelPlan, receiveModel } from './model-import.ts';
import { Tombstones } from './tombstones.ts';

const MODEL = 'model';
const ID = /^[0-9a-f-]{36}$/;

/** A fitted regression as it is listed. */
export interface RegressionSummary {
  id: string;
  /** Milliseconds since the epoch. */
  createdAt: number;
  /** Whose it is; undefined: nobody's. */
  owner?: string;
  architectureType: Architecture['type'];
  kernel: RegressionKernel;
  solver: FittedRegression['solver'];
  /** Training points. */
  points: number;
  /** Label columns. */
  outputs: number;
  /** λ, absolute. */
  ridge: number;
  jitter: number;
  trainMse: number;
  /** Of an iterative solver. */
  certificate?: Certificate;
  diagnostics?: DiagnosticNumbers;
  /** Whether it predicts at times of training. */
  gradientFlow?: boolean;
  provenance: Provenance;
}

/** What a fit found out about itself, without the arrays; see {@link DenseDiagnostics}. */
export interface DiagnosticNumbers extends Omit<DenseDiagnostics, 'leaveOneOut' | 'spectrum'> {
  leaveOneOutMse?: number;
}

/** The arrays that go with {@link DiagnosticNumbers}. */
export interface DiagnosticArrays {
  leaveOneOutResiduals?: ArrayValue;
  spectrum?: ArrayValue;
}
/** One subset of a regression that is fitted in parts. */
export interface SubsetSummary {
  /** Which one, from 0. */
  subset: number;
  points: number;
  ridge: number;
  jitter: number;
  trainMse: number;
  provenance: Provenance;
}

/** A part whose arrays may stand in files. */
export type StoredPart = Omit<SubsetPart, 'indices' | 'weights'> & { indices: ArrayValue; weights: ArrayValue };

/** A fitted regression as far as its size goes: shapes in place of arrays. */
export interface RegressionShape {
  architecture: Architecture;
  kernel: RegressionKernel;
  solver: FittedRegression['solver'];
  points: { x: readonly number[]; z?: readonly number[]; pairing?: 'rows' | 'grid' };
  /** Label columns. */
  outputs: number;
  gradientFlow?: boolean;
  /** Points that predictions are combinations of, where they are fewer than all. */
  landmarks?: number;
  /** Points of each regressor, and their number, where there are several. */
  subsets?: { size: number; count: number };
}

/** All that is kept of a regression; its arrays may stand in files. */
export interface StoredRegression {
  summary: RegressionSummary;
  regression: FittedRegression;
}

/** What is taken in of a regression that was exported. */
export type ImportedRegression = Omit<StoredRegression, 'summary'> & { summary: Omit<RegressionSummary, 'id' | 'createdAt'> };

/** Imports that are under way, by folder. */
const importing = new Map<string, Promise<void>>();

/** Fitted regressions on disk: a folder each, complete as soon as its JSON is there. */
export class RegressionStore {
  readonly #dataDir: string;
  readonly #folder: string;
  readonly #view: View;

  /** @param view whose regressions there are; those of others are not found */
  constructor(dataDir: string, view: View = { everyone: true }) {
    this.#dataDir = dataDir;
    this.#folder = join(dataDir, 'regressions');
    this.#view = view;
  }

  /** The same regressions, as far as they are seen. */
  of(view: View): RegressionStore {
    return new RegressionStore(this.#dataDir, view);
  }

  /** Keeps a regression of the view's owner; its summary with that. */
  async save(given: RegressionSummary, regression: FittedRegression): Promise<RegressionSummary> {
    const { owner } = this.#view;
    const summary = { ...given, ...(owner !== undefined && { owner }) };
    await writeBundle(this.#folderOf(summary.id), MODEL, { summary, regression });
    return summary;
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
    const folder = this.#folderOf(id);
    // What comes twice at once is taken in by the first of them.
    const turn = (importing.get(folder) ?? Promise.resolve()).then(async () => {
      if (await hasBundle(folder, MODEL)) return (await this.#read(id)).summary;
      await mkdir(folder, { recursive: true });
      try {
        const { summary: given, regression } = await receiveModel(folder, stream, limitBytes, read);
        return await this.save({ ...given, id, createdAt: Date.now() }, regression);
      } catch (error) {
        await removeBundle(folder);
        throw error;
      }
    });
    const ended = turn.catch(() => {}).then(() => void (importing.get(folder) === ended && importing.delete(folder)));
    importing.set(folder, ended);
    return turn;
  }

  /**
   * All of a regression, its arrays as files.
   *
   * @throws HypertangentError `regression_not_found` or `expired`
   */
  stored(id: string): Promise<StoredRegression> {
    return this.#read(id);
  }

  /** The summary of a regression that may not be there. */
  async find(id: string): Promise<RegressionSummary | undefined> {
    return (await this.#find(id))?.summary;
  }

  /** A subset of a regression on subsets that may not be there. */
  async fittedSubset(id: string, index: number): Promise<SubsetPart | undefined> {
    const regression = (await this.#find(id))?.regression;
    return regression && 'parts' in regression ? this.#loaded(id, regression.parts[index]) : undefined;
  }

  /** @throws HypertangentError `regression_not_found` or `expired` */
  async summary(id: string): Promise<RegressionSummary> {
    return (await this.#read(id)).summary;
  }

  /**
   * What was fitted to how many numbers, none of them read.
   *
   * @throws HypertangentError `regression_not_found` or `expired`
   */
  async shape(id: string): Promise<RegressionShape> {
    const { summary, regression } = await this.#read(id);
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
  async load(id: string, { flow = false } = {}): Promise<FittedRegression> {
    const { regression } = await this.#read(id);
    if (regression.solver !== 'cholesky') return this.#loaded(id, regression);
    const { diagnostics: _, flow: kept, ...needed } = regression;
    return this.#loaded(id, { ...needed, ...(flow && kept && { flow: kept }) });
  }

  /**
   * The weights of a regression that is not several, and nothing else of it.
   *
   * @throws HypertangentError `regression_not_found` or `expired`
   */
  async weights(id: string): Promise<NdArray> {
    const { regression } = await this.#read(id);
    if (!('weights' in regression)) throw new RangeError(`regression ${id} has no weights of its own`);
    return this.#loaded(id, regression.weights);
  }

  /** @throws HypertangentError `regression_not_found` or `expired` */
  async diagnostics(id: string): Promise<Partial<DiagnosticNumbers> & DiagnosticArrays> {
    const { summary, regression } = await this.#read(id);
    const found = regression.solver === 'cholesky' ? regression.diagnostics : undefined;
    return {
      ...summary.diagnostics,
      ...(found?.leaveOneOut && { leaveOneOutResiduals: found.leaveOneOut.residuals }),
      ...(found?.spectrum && { spectrum: found.spectrum }),
    };
  }

  /** Newest first. */
  async list(): Promise<RegressionSummary[]> {
    const summaries: RegressionSummary[] = [];
    for (const id of await this.#ids()) {
      const stored = (await readIntactBundle(join(this.#folder, id), MODEL)) as StoredRegression | undefined;
      if (stored && sees(this.#view, stored.summary.owner)) summaries.push(stored.summary);
    }
    return summaries.sort((a, b) => b.createdAt - a.createdAt);
  }

  /** @throws HypertangentError `regression_not_found` or `expired` */
  async delete(id: string): Promise<void> {
    await this.#read(id);
    await removeBundle(join(this.#folder, id));
  }

  /**
   * Removes what interrupted fits left; call before any fit begins.
   *
   * @param except ids of those that will go on
   */
  async sweep(except: readonly string[] = []): Promise<void> {
    for (const id of await this.#ids()) {
      if (except.includes(id)) continue;
      const folder = join(this.#folder, id);
      if (!(await hasBundle(folder, MODEL))) await removeBundle(folder);
    }
  }

  #folderOf(id: string): string {
    if (!ID.test(id)) throw new RangeError(`not the id of a regression: ${id}`);
    return join(this.#folder, id);
  }

  #ids(): Promise<string[]> {
    return bundleIds(this.#folder, ID);
  }

  async #read(id: string): Promise<StoredRegression> {
    const stored = await this.#find(id);
    if (stored === undefined) throw await this.#whyMissing(id);
    return stored;
  }

  async #find(id: string): Promise<StoredRegression | undefined> {
    const stored = (ID.test(id) ? await readBundle(join(this.#folder, id), MODEL) : undefined) as StoredRegression | undefined;
    return stored && sees(this.#view, stored.summary.owner) ? stored : undefined;
  }

  #whyMissing(id: string): Promise<HypertangentError> {
    return new Tombstones(this.#dataDir).whyMissing('regression', id, this.#view, notFound(id));
  }

  /** A tree of a regression with the numbers of its arrays, which may be deleted meanwhile. */
  async #loaded<Loaded>(id: string, tree: unknown): Promise<Loaded> {
    try {
      return (await loadArrays(tree)) as Loaded;
    } catch (error) {
      throw errorCode(error) === 'ENOENT' ? await this.#whyMissing(id) : error;
    }
  }
}

function notFound(id: string): HypertangentError {
  return new HypertangentError('regression_not_found', `there is no regression ${JSON.stringify(id)}`, { id });
}
