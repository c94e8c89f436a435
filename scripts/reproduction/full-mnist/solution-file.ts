import { open, rename, stat } from 'node:fs/promises';

/** Between two times that a solution is written. */
const INTERVAL_MS = 600_000;
/** Of one write or read: Node's are of 2 GiB at most. */
const CHUNK_BYTES = 2 ** 28;

/** A long computation's solution so far, on disk as little-endian float64. */
export class SolutionFile {
  readonly #path: string | null;
  #written = performance.now();

  /** @param path null: nothing is kept */
  constructor(path: string | null) {
    this.#path = path;
  }

  /** What is kept; undefined where there is nothing. Throws if it has not `length` numbers. */
  async read(length: number): Promise<Float64Array | undefined> {
    const found = this.#path === null ? undefined : await stat(this.#path).catch(() => undefined);
    if (found === undefined) return undefined;
    if (found.size !== 8 * length)
      throw new Error(`${this.#path} holds ${found.size / 8} numbers, not the ${length} of this problem`);
    const out = new Float64Array(length);
    const file = await open(this.#path!);
    const bytes = new Uint8Array(out.buffer);
    for (let from = 0; from < bytes.length; )
      from += (await file.read(bytes, from, Math.min(CHUNK_BYTES, bytes.length - from), from)).bytesRead;
    await file.close();
    return out;
  }

  /** Writes the solution, which is made then only, where the last time is long enough ago, or `now`. */
  async keep(solution: () => Float64Array, now = false): Promise<void> {
    if (this.#path === null || (!now && performance.now() - this.#written < INTERVAL_MS)) return;
    const { buffer, byteOffset, byteLength } = solution();
    const part = `${this.#path}.part`;
    const file = await open(part, 'w');
    for (let from = 0; from < byteLength; from += CHUNK_BYTES)
      await file.writeFile(new Uint8Array(buffer, byteOffset + from, Math.min(CHUNK_BYTES, byteLength - from)));
    await file.sync();
    await file.close();
    await rename(part, this.#path);
    this.#written = performance.now();
  }
}
