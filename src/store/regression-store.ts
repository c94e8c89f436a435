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
import type { SubsetPart, SubsetsRegression } from '../regression/subsets/fit.ts';
import type { ArrayValue } from './array-value.ts';
import { errorCode } from './atomic-file.ts';
import { bundleIds, hasBundle, loadArrays, readBundle, readIntactBundle, removeBundle, writeBundle } from './bundle.ts';
import { type ModelPlan, receiveModel } from './model-import.ts';

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

/** What is saved: a fitted regression, or one whose parts stand in its folder already. */
export type SavedRegression = FittedRegression | (Omit<SubsetsRegression, 'parts'> & { parts: StoredPart[] });

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
  async save(given: RegressionSummary, regression: SavedRegression): Promise<RegressionSummary> {
    const { owner } = this.#view;
    const summary = { ...given, ...(owner !== undefined && { owner }) };
    await writeBundle(join(this.#folder, summary.id), MODEL, { summary, regression });
    return summary;
  }

  /**
   * Keeps a regression that comes as the file of an export, under an id of its own; nothing of one that is refused.
   *
   * @throws HypertangentError as {@link receiveModel} does
   */
  async import(
    stream: AsyncIterable<Uint8Array>,
    limitBytes: number,
    read: (json: string) => ModelPlan<ImportedRegression>,
  ): Promise<RegressionSummary> {
    const id = randomUUID();
    const folder = this.#folderOf(id);
    await mkdir(folder, { recursive: true });
    try {
      const { summary: given, regression } = await receiveModel(folder, stream, limitBytes, read);
      return await this.save({ ...given, id, createdAt: Date.now() }, regression);
    } catch (error) {
      await removeBundle(folder, MODEL);
      throw error;
    }
  }

  /**
   * All of a regression, its arrays as files.
   *
   * @throws HypertangentError `regression_not_found`
   */
  stored(id: string): Promise<StoredRegression> {
    return this.#read(id);
  }

  /** Keeps a part of a regression until all are there and {@link RegressionStore.save} takes them over. */
  async savePart(id: string, index: number, part: SubsetPart): Promise<void> {
    await writeBundle(this.#folderOf(id), partName(index), part);
  }

  /** The parts of a regression that is not saved yet, their arrays as files. Throws RangeError if one is not there. */
  async parts(id: string, count: number): Promise<StoredPart[]> {
    const folder = this.#folderOf(id);
    const found = await Promise.all(Array.from({ length: count }, (_, index) => readBundle(folder, partName(index))));
    const missing = found.indexOf(undefined);
    if (missing >= 0) throw new RangeError(`part ${missing} of regression ${id} is not there`);
    return found as StoredPart[];
  }

  /** Removes the parts of a regression that will not be saved. */
  async discardParts(id: string): Promise<void> {
    const folder = this.#folderOf(id);
    if (!(await hasBundle(folder, MODEL))) await removeBundle(folder, MODEL);
  }

  /** @throws HypertangentError `regression_not_found` */
  async summary(id: string): Promise<RegressionSummary> {
    return (await this.#read(id)).summary;
  }

  /**
   * What was fitted to how many numbers, none of them read.
   *
   * @throws HypertangentError `regression_not_found`
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
   * @throws HypertangentError `regression_not_found`
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
   * @throws HypertangentError `regression_not_found`
   */
  async weights(id: string): Promise<NdArray> {
    const { regression } = await this.#read(id);
    if (!('weights' in regression)) throw new RangeError(`regression ${id} has no weights of its own`);
    return this.#loaded(id, regression.weights);
  }

  /** @throws HypertangentError `regression_not_found` */
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

  /** @throws HypertangentError `regression_not_found` */
  async delete(id: string): Promise<void> {
    await this.#read(id);
    await removeBundle(join(this.#folder, id), MODEL);
  }

  /** Removes what interrupted fits left; call before any fit begins. */
  async sweep(): Promise<void> {
    for (const id of await this.#ids()) {
      const folder = join(this.#folder, id);
      if (!(await hasBundle(folder, MODEL))) await removeBundle(folder, MODEL);
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
    const stored = (ID.test(id) ? await readBundle(join(this.#folder, id), MODEL) : undefined) as StoredRegression | undefined;
    if (stored === undefined || !sees(this.#view, stored.summary.owner)) throw notFound(id);
    return stored;
  }

  /** A tree of a regression with the numbers of its arrays, which may be deleted meanwhile. */
  async #loaded<Loaded>(id: string, tree: unknown): Promise<Loaded> {
    try {
      return (await loadArrays(tree)) as Loaded;
    } catch (error) {
      throw errorCode(error) === 'ENOENT' ? notFound(id) : error;
    }
  }
}

function notFound(id: string): HypertangentError {
  return new HypertangentError('regression_not_found', `there is no regression ${JSON.stringify(id)}`, { id });
}

function partName(index: number): string {
  return `part-${index}`;
}
