import { randomUUID } from 'node:crypto';
import { mkdir, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { sees, type View } from '../access/view.ts';
import { HypertangentError } from '../errors.ts';
import type { NdArray } from '../nd-array.ts';
import type { FittedRegression } from '../regression/fit.ts';
import type { SubsetPart, SubsetsRegression } from '../regression/subsets/fit.ts';
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
  StoredRegression,
} from './stored-regression.ts';
import { Tombstones } from './tombstones.ts';

export type * from './stored-regression.ts';

const MODEL = 'model';
const ID = /^[0-9a-f-]{36}$/;

/** Imports that are under way, by folder. */
const importing = new Map<string, Promise<void>>();

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
  async save(given: RegressionSummary, regression: FittedRegression): Promise<RegressionSummary> {
    const { owner } = this.#view;
    const summary = { ...given, ...(owner !== undefined && { owner }) };
    const place = this.#model(summary.id);
    try {
      await writeBundle(place, { summary, regression });
    } catch (error) {
      await rmdir(place.folder).catch(() => {});
      throw error;
    }
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
      await withStorageErrors(() => mkdir(folder, { recursive: true }));
      try {
        const { summary: given, regression } = await receiveModel(folder, stream, limitBytes, read);
        return await this.save({ ...given, id, createdAt: Date.now() }, regression);
      } catch (error) {
        await removeFolder(folder, MODEL);
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
   * @throws HypertangentError `regression_not_found` or `expired`, or `damaged_file`, here and below
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
    if (regression === undefined || !('parts' in regression)) return undefined;
    return this.#loaded(id, (stored) => (stored.regression as SubsetsRegression).parts[index]);
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
   * @throws HypertangentError `regression_not_found` or `expired`
   */
  weights(id: string): Promise<NdArray> {
    return this.#loaded(id, ({ regression }) => {
      if (!('weights' in regression)) throw new RangeError(`regression ${id} has no weights of its own`);
      return regression.weights;
    });
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
      const stored = await intact(() => this.#readAny(id), this.#onDamaged);
      if (stored && sees(this.#view, stored.summary.owner)) summaries.push(stored.summary);
    }
    return summaries.sort((a, b) => b.createdAt - a.createdAt);
  }

  /** @throws HypertangentError `regression_not_found` or `expired` */
  async delete(id: string): Promise<void> {
    await this.#read(id);
    await this.discard(id);
  }

  /** Removes what is there of a regression, whoever's it is: whose a damaged one is nobody knows. */
  async discard(id: string): Promise<void> {
    await removeFolder(this.#folderOf(id), MODEL);
  }

  /**
   * Removes what interrupted fits left; call before any fit begins.
   *
   * @param olderThanMs that alone in which nothing has changed for so long: others may fit here, and a part waits for the rest
   */
  async sweep(olderThanMs = 0): Promise<void> {
    for (const id of await this.#ids()) {
      const folder = this.#folderOf(id);
      if (!(await hasBundle(folder, MODEL)) && (await isOlder(folder, olderThanMs))) await removeFolder(folder, MODEL);
    }
  }

  #folderOf(id: string): string {
    if (!ID.test(id)) throw new RangeError(`not the id of a regression: ${id}`);
    return join(this.#folder, id);
  }

  #model(id: string): BundlePlace {
    return { folder: this.#folderOf(id), name: MODEL, of: `regression ${id}` };
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
    const stored = ID.test(id) ? await this.#readAny(id) : undefined;
    return stored && sees(this.#view, stored.summary.owner) ? stored : undefined;
  }

  #whyMissing(id: string): Promise<HypertangentError> {
    return new Tombstones(this.#dataDir).whyMissing('regression', id, this.#view, notFound(id));
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
