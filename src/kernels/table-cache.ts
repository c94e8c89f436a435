import { isHypertangentError } from '../errors.ts';
import type { Matrix } from '../nd-array.ts';
import type { Mlp } from './architecture.ts';

/** What later problems will ask for beside those at hand; made along with them, it costs no more than the deepest of all. */
export interface Foreseen {
  /** Depths of f. */
  hyperDepths: readonly number[];
  /** Depths of an mlp, or of a hypernetwork's g. */
  depths: readonly number[];
  kernels: readonly ('nngp' | 'ntk')[];
}

/**
 * Tables that kernel problems have in common, each by all that it is made of; those used longest ago go first.
 *
 * Matrices are told apart by their identity: nobody may write to one while the cache is in use.
 */
export class TableCache {
  readonly foreseen: Foreseen;
  readonly mostBytes: number;
  readonly #held = new Map<string, { value: object; bytes: number }>();
  readonly #perMatrix = new WeakMap<Matrix, object>();
  readonly #ids = new WeakMap<Matrix, number>();
  #bytes = 0;
  #matrices = 0;

  constructor(mostBytes: number, foreseen: Foreseen) {
    this.mostBytes = mostBytes;
    this.foreseen = foreseen;
  }

  /** Of the tables that are held. */
  get bytes(): number {
    return this.#bytes;
  }

  /** A number that only this matrix has: its part in a key. */
  idOf(source: Matrix): number {
    let id = this.#ids.get(source);
    if (id === undefined) {
      id = this.#matrices++;
      this.#ids.set(source, id);
    }
    return id;
  }

  /** What was kept by this key, if it is still held. */
  find<Value extends object>(key: string): Value | undefined {
    const entry = this.#held.get(key);
    if (entry === undefined) return undefined;
    // Last in the order in which entries go.
    this.#held.delete(key);
    this.#held.set(key, entry);
    return entry.value as Value;
  }

  /** Holds a value unless it is larger than all that may be held. */
  keep(key: string, value: object, bytes: number): void {
    if (bytes > this.mostBytes) return;
    this.#forget(key);
    for (const oldest of this.#held.keys()) {
      if (this.#bytes + bytes <= this.mostBytes) break;
      this.#forget(oldest);
    }
    this.#held.set(key, { value, bytes });
    this.#bytes += bytes;
  }

  /** What is held by this key, or else is made, and kept. */
  get<Value extends object>(key: string, make: () => Value, bytesOf: (value: Value) => number): Value {
    const found = this.find<Value>(key);
    if (found !== undefined) return found;
    const value = make();
    this.keep(key, value, bytesOf(value));
    return value;
  }

  /** What belongs to one matrix alone, and is held exactly as long as the matrix is, uncounted. */
  ofMatrix<Value extends object>(source: Matrix, make: () => Value): Value {
    let value = this.#perMatrix.get(source) as Value | undefined;
    if (value === undefined) {
      value = make();
      this.#perMatrix.set(source, value);
    }
    return value;
  }

  #forget(key: string): void {
    this.#bytes -= this.#held.get(key)?.bytes ?? 0;
    this.#held.delete(key);
  }
}

/** The first layers of a network as a key: all that its kernels up to `layer` depend on beside the inputs. */
export function layersKey({ activation, weightStd, biasStd }: Mlp, layer: number): string {
  return JSON.stringify([activation, typeof weightStd === 'number' ? weightStd : weightStd.slice(0, layer), biasStd, layer]);
}

/** The depths that are foreseen of a network beside its own, ascending; its own alone where its layers are named one by one. */
export function foreseenDepths({ depth, weightStd }: Mlp, depths: readonly number[]): number[] {
  if (typeof weightStd !== 'number') return [depth];
  return [...new Set([depth, ...depths])].sort((a, b) => a - b);
}

/**
 * Handles the failure of what was made for more layers than are wanted: the wanted alone where a kernel overflowed.
 *
 * @throws every other error
 */
export function ifOverflows<Value>(wanted: () => Value): (error: unknown) => Value {
  return (error) => {
    if (isHypertangentError(error, 'kernel_overflow')) return wanted();
    throw error;
  };
}
