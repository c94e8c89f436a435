import { readFile } from 'node:fs/promises';
import type { Schema } from '../../../src/client/index.ts';
import { writeFileAtomically } from '../../../src/store/atomic-file.ts';
import type { Labels, TrainingRequest } from './condition.ts';

/** What became of one training. */
export interface Run {
  labels: Labels;
  repeat: number;
  /** What was asked for. */
  request: TrainingRequest;
  curve: Schema<'CurvePoint'>[];
  /** Step at which the loss left float32; the curve is what there was before. */
  divergedAt?: number;
  /** Numbers beside the curve, by name. */
  measured?: Readonly<Record<string, number>>;
}

/** All runs so far, in a file, so that a reproduction that was interrupted goes on. */
export class RunsFile {
  readonly #path: string;
  readonly runs: Run[];

  private constructor(path: string, runs: Run[]) {
    this.#path = path;
    this.runs = runs;
  }

  /** @throws Error where the file is there and cannot be read */
  static async open(path: string): Promise<RunsFile> {
    const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return '[]';
      throw error;
    });
    return new RunsFile(path, JSON.parse(text));
  }

  /** The run of exactly this request: with other settings, it is another one. */
  find(request: TrainingRequest): Run | undefined {
    const text = JSON.stringify(request);
    return this.runs.find((run) => JSON.stringify(run.request) === text);
  }

  async add(run: Run): Promise<void> {
    this.runs.push(run);
    await writeFileAtomically(this.#path, `${JSON.stringify(this.runs)}\n`);
  }
}
