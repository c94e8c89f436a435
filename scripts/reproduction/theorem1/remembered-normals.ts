import type { NormalSource } from '../../../src/random/normals.ts';

/** Normal numbers that are drawn once for several architectures over the same weights; `forget` makes room. */
export class RememberedNormals implements NormalSource {
  readonly #source: NormalSource;
  readonly #known = new Map<string, Float32Array>();

  constructor(source: NormalSource) {
    this.#source = source;
  }

  allocate(length: number): Float32Array {
    return this.#source.allocate(length);
  }

  async fill(...[address, first, out]: Parameters<NormalSource['fill']>): Promise<Float32Array> {
    const { seed, network, stream } = address;
    const key = [seed, network, stream, first, out.length].join();
    const known = this.#known.get(key);
    if (known) {
      out.set(known);
      return out;
    }
    const filled = await this.#source.fill(address, first, out);
    this.#known.set(key, filled.slice());
    return filled;
  }

  forget(): void {
    this.#known.clear();
  }
}
