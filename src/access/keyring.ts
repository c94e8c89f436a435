import { timingSafeEqual } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { HypertangentError } from '../errors.ts';
import { type ApiKey, hashOfKey } from './api-key.ts';
import { parseKeys, requireDistinct } from './key-list.ts';

/** The file of keys is looked at when a request comes, this often at most. */
const LOOK_EVERY_MS = 1000;

interface KeyRingOptions {
  /** Those of the environment, which stay. */
  keys: readonly ApiKey[];
  /** Path of the file with the others; it may change at any time. */
  file: string | undefined;
  /** Told of a file that cannot be taken, once for each state it is in, and of one that was taken anew. */
  onChange(change: { keys: number } | { error: Error }): void;
}

/**
 * The keys that are accepted now.
 *
 * The file is read again when it has changed, so that a key that is taken out of it is refused a second later. A file that
 * is missing or broken leaves those that were read last.
 */
export class KeyRing {
  readonly #options: KeyRingOptions;
  #keys: readonly ApiKey[];
  #state: string | undefined;
  #lookAt = 0;
  #looking: Promise<void> | undefined;

  private constructor(options: KeyRingOptions) {
    this.#options = options;
    this.#keys = options.keys;
  }

  /** @throws HypertangentError `invalid_value` if the file is missing or broken: there is nothing to go on with */
  static async open(options: KeyRingOptions): Promise<KeyRing> {
    const ring = new KeyRing(options);
    if (options.file === undefined) return ring;
    ring.#state = await stateOf(options.file);
    ring.#keys = await ring.#read(options.file);
    return ring;
  }

  /** The entry of a key, if it is accepted; how long that takes tells nothing of the hashes. */
  async find(key: string): Promise<ApiKey | undefined> {
    if (performance.now() >= this.#lookAt) {
      this.#looking ??= this.#look().finally(() => {
        this.#lookAt = performance.now() + LOOK_EVERY_MS;
        this.#looking = undefined;
      });
      await this.#looking;
    }
    const hash = hashOfKey(key);
    let found: ApiKey | undefined;
    // All of them, whichever it is.
    for (const entry of this.#keys) if (timingSafeEqual(hash, Buffer.from(entry.hash, 'hex'))) found = entry;
    return found;
  }

  async #look(): Promise<void> {
    const { file, onChange } = this.#options;
    if (file === undefined) return;
    const state = await stateOf(file);
    if (state === this.#state) return;
    this.#state = state;
    try {
      this.#keys = await this.#read(file);
      onChange({ keys: this.#keys.length });
    } catch (error) {
      onChange({ error: error as Error });
    }
  }

  async #read(file: string): Promise<readonly ApiKey[]> {
    const text = await readFile(file, 'utf8').catch((error: Error) => {
      const message = `the file of keys cannot be read: ${error.message}`;
      throw new HypertangentError('invalid_value', message, { path: file, expected: 'a file that can be read', received: null });
    });
    const keys = [...this.#options.keys, ...parseKeys(text, file)];
    requireDistinct(keys, file);
    return keys;
  }
}

/** Another text whenever the file is another or was written to. */
async function stateOf(file: string): Promise<string> {
  try {
    const { ino, size, mtimeNs, ctimeNs } = await stat(file, { bigint: true });
    return [ino, size, mtimeNs, ctimeNs].join();
  } catch (error) {
    return String((error as NodeJS.ErrnoException).code);
  }
}
