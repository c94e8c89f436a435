import { randomUUID } from 'node:crypto';
import { mkdir, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { sees, type View } from '../access/view.ts';
import { HypertangentError } from '../errors.ts';
import type { NdArray } from '../nd-array.ts';
import type { FittedRegression } from '../regression/fit.ts';
import type { SubsetPart } from '../regression/subsets/fit.ts';
import { withStorageErrors } from './atomic-file.ts';
import { type BundlePlace, bundleIds, hasBundle, loadArrays, readBundle, removeFolder, writeBundle } from './bundle.ts';
import { type DamageListener, damagedFile, intact, isMissingFile } from './damage.ts';
import { isOlder } from './folders.ts';
import { type ModelPlan, receiveModel } from './model-import.ts';
import type {
  DiagnosticArrays,
  DiagnosticNumbers,
  ImportedRegression,
  RegressionShape,
  RegressionSummary,
  SavedRegression,
  StoredPart,
  StoredRegression,
} from './stored-regression.ts';

export type * from './stored-regression.ts';

const MODEL = 'model';
const ID = /^[0-9a-f-]{36}$/;

/** Fitted regressions on disk: a folder each, complete as soon as its JSON is there. */
export class RegressionStore {
  readonly #dataDir: string;
  readonly #folder: string;
  readonly #view: View;
  readonly #onDamaged: DamageListener | undefined;

  /**
   * @param view whose regressions there are; those of others are not found
   * @param onDamaged told of regressions that lists leave out
   */
  constructor(dataDir: string, view: View = { everyone: true }, onDamaged?: DamageListener) {
    this.#dataDir = dataDir;
    this.#folder = join(dataDir, 'regressions');
    this.#view = view;
    this.#onDamaged = onDamaged;
  }

  /** The same regressions, as far as they are seen. */
  of(view: View): RegressionStore {
    return new RegressionStore(this.#dataDir, view, this.#onDamaged);
  }

  /** Keeps a regression of the view's owner; its summary with that. */
  async save(given: RegressionSummary, regression: SavedRegression): Promise<RegressionSummary> {
    const { owner } = this.#view;
    const summary = { ...given, ...(owner !== undefined && { owner }) };
    const place = this.#model(summary.id);
    try {
      await writeBundle(place, { summary, regression });
    } catch (error) {
      // Empty, unless there are parts of it.
      await rmdir(place.folder).catch(() => {});
      throw error;
    }
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
    await withStorageErrors(() => mkdir(folder, { recursive: true }));
    try {
      const { summary: given, regression } = await receiveModel(folder, stream, limitBytes, read);
      return await this.save({ ...given, id, createdAt: Date.now() }, regression);
    } catch (error) {
      await removeFolder(folder);
      throw error;
    }
  }

  /**
   * All of a regression, its arrays as files.
   *
   * @throws HypertangentError `regression_not_found`, or `damaged_file`, here and below
   */
  stored(id: string): Promise<StoredRegression> {
    return this.#read(id);
  }

  /** Keeps a part of a regression until all are there and {@link RegressionStore.save} takes them over. */
  async savePart(id: string, index: number, part: SubsetPart): Promise<void> {
    await writeBundle(this.#part(id, index), part);
  }

  /** The parts of a regression that is not saved yet, their arrays as files. Throws RangeError if one is not there. */
  async parts(id: string, count: number): Promise<StoredPart[]> {
    const found = await Promise.all(Array.from({ length: count }, (_, index) => readBundle(this.#part(id, index))));
    const missing = found.indexOf(undefined);
    if (missing >= 0) throw new RangeError(`part ${missing} of regression ${id} is not there`);
    return found as StoredPart[];
  }

  /** Removes the parts of a regression that will not be saved. */
  async discardParts(id: string): Promise<void> {
    const folder = this.#folderOf(id);
    if (!(await hasBundle(folder, MODEL))) await removeFolder(folder);
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
  load(id: string, { flow = false } = {}): Promise<FittedRegression> {
    return this.#loaded(id, ({ regression }) => {
      if (regression.solver !== 'cholesky') return regression;
      const { diagnostics: _, flow: kept, ...needed } = regression;
      return { ...needed, ...(flow && kept && { flow: kept }) };
    });
  }

  /**
   * The weights of a regression that is not several, and nothing else of it.
   *
   * @throws HypertangentError `regression_not_found`
   */
  weights(id: string): Promise<NdArray> {
    return this.#loaded(id, ({ regression }) => {
      if (!('weights' in regression)) throw new RangeError(`regression ${id} has no weights of its own`);
      return regression.weights;
    });
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
      const stored = await intact(() => this.#readAny(id), this.#onDamaged);
      if (stored && sees(this.#view, stored.summary.owner)) summaries.push(stored.summary);
    }
    return summaries.sort((a, b) => b.createdAt - a.createdAt);
  }

  /** @throws HypertangentError `regression_not_found` */
  async delete(id: string): Promise<void> {
    await this.#read(id);
    await this.discard(id);
  }

  /** Removes what is there of a regression, whoever's it is: whose a damaged one is nobody knows. */
  async discard(id: string): Promise<void> {
    await removeFolder(this.#folderOf(id));
  }

  /**
   * Removes what interrupted fits left; call before any fit begins.
   *
   * @param olderThanMs that alone in which nothing has changed for so long: others may fit here, and a part waits for the rest
   */
  async sweep(olderThanMs = 0): Promise<void> {
    for (const id of await this.#ids()) {
      const folder = this.#folderOf(id);
      if (!(await hasBundle(folder, MODEL)) && (await isOlder(folder, olderThanMs))) await removeFolder(folder);
    }
  }

  #folderOf(id: string): string {
    if (!ID.test(id)) throw new RangeError(`not the id of a regression: ${id}`);
    return join(this.#folder, id);
  }

  #model(id: string): BundlePlace {
    return { folder: this.#folderOf(id), name: MODEL, of: `regression ${id}` };
  }

  #part(id: string, index: number): BundlePlace {
    return { folder: this.#folderOf(id), name: `part-${index}`, of: `part ${index} of regression ${id}` };
  }

  #ids(): Promise<string[]> {
    return bundleIds(this.#folder, ID);
  }

  async #read(id: string): Promise<StoredRegression> {
    const stored = ID.test(id) ? await this.#readAny(id) : undefined;
    if (stored === undefined || !sees(this.#view, stored.summary.owner)) throw notFound(id);
    return stored;
  }

  /** A regression, whoever's it is. @throws HypertangentError `damaged_file` */
  async #readAny(id: string): Promise<StoredRegression | undefined> {
    const place = this.#model(id);
    const stored = (await readBundle(place)) as StoredRegression | undefined;
    if (stored !== undefined && stored.summary?.id !== id) throw damagedFile(place.of, 'something else stands in its place');
    return stored;
  }

  /** What is wanted of a regression with the numbers of its arrays, which may be deleted or written anew meanwhile. */
  async #loaded<Loaded>(id: string, wanted: (stored: StoredRegression) => unknown): Promise<Loaded> {
    for (let stored = await this.#read(id); ; ) {
      try {
        return (await loadArrays(wanted(stored))) as Loaded;
      } catch (error) {
        if (!isMissingFile(error)) throw error;
        const current = await this.#read(id);
        if (isDeepStrictEqual(current, stored)) throw error;
        stored = current;
      }
    }
  }
}

function notFound(id: string): HypertangentError {
  return new HypertangentError('regression_not_found', `there is no regression ${JSON.stringify(id)}`, { id });
}
