import { Session } from 'node:inspector/promises';

/** Which blocks of some source files have run how often, from V8 itself. */
export class Coverage {
  readonly #session = new Session();
  readonly #files: RegExp;
  readonly #seen = new Set<string>();

  private constructor(files: RegExp) {
    this.#files = files;
  }

  /** @param files matches the URLs of those that count */
  static async start(files: RegExp): Promise<Coverage> {
    const coverage = new Coverage(files);
    coverage.#session.connect();
    await coverage.#session.post('Profiler.enable');
    await coverage.#session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
    return coverage;
  }

  /** How many blocks ran since the last call that never ran before; `keep`: they count as having run from now on. */
  async fresh(keep: boolean): Promise<number> {
    const { result } = await this.#session.post('Profiler.takePreciseCoverage');
    let fresh = 0;
    for (const { url, functions } of result) {
      if (!this.#files.test(url)) continue;
      for (const { functionName, ranges } of functions)
        for (const { startOffset, endOffset, count } of ranges) {
          if (count === 0) continue;
          const key = `${url} ${functionName} ${startOffset} ${endOffset}`;
          if (this.#seen.has(key)) continue;
          if (keep) this.#seen.add(key);
          fresh++;
        }
    }
    return fresh;
  }

  get blocks(): number {
    return this.#seen.size;
  }

  stop(): void {
    this.#session.disconnect();
  }
}
