import { readFile } from 'node:fs/promises';
import { writeFileAtomically } from '../../../src/store/atomic-file.ts';
import { type Spread, spreadOf } from '../trained/statistics.ts';
import type { Choice, Protocol } from './protocols.ts';

/** One completion: a number of the table comes from 20 of them. */
export interface Run {
  protocol: Protocol;
  task: string;
  kernel: string;
  size: number;
  repeat: number;
  mse: number;
}

export interface Chosen extends Choice {
  task: string;
  kernel: string;
  size: number;
  score: number;
  tried: number;
}

/** What was computed so far, in a file, so that a reproduction that was interrupted goes on. */
export class Results {
  readonly #path: string;
  readonly runs: Run[];
  readonly chosen: Chosen[];

  private constructor(path: string, { runs, chosen }: { runs: Run[]; chosen: Chosen[] }) {
    this.#path = path;
    this.runs = runs;
    this.chosen = chosen;
  }

  static async open(path: string): Promise<Results> {
    const text = await readFile(path, 'utf8').catch(() => undefined);
    return new Results(path, text === undefined ? { runs: [], chosen: [] } : JSON.parse(text));
  }

  has({ protocol, task, kernel, size, repeat }: Omit<Run, 'mse'>): boolean {
    return this.runs.some(
      (run) =>
        run.protocol === protocol && run.task === task && run.kernel === kernel && run.size === size && run.repeat === repeat,
    );
  }

  choice(task: string, kernel: string, size: number): Chosen | undefined {
    return this.chosen.find((found) => found.task === task && found.kernel === kernel && found.size === size);
  }

  async add(found: Run | Chosen): Promise<void> {
    if ('mse' in found) this.runs.push(found);
    else this.chosen.push(found);
    await writeFileAtomically(this.#path, `${JSON.stringify({ runs: this.runs, chosen: this.chosen }, null, 1)}\n`);
  }

  /** Mean and standard error of a cell, and how many runs it comes from. */
  cell(protocol: Protocol, task: string, kernel: string, size: number): Spread | undefined {
    const values = this.runs
      .filter((run) => run.protocol === protocol && run.task === task && run.kernel === kernel && run.size === size)
      .map(({ mse }) => mse);
    return values.length > 0 ? spreadOf(values) : undefined;
  }
}
