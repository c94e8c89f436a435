import { encodeNpy } from '../../../src/store/npy/encode.ts';
import type { Random } from '../../support/random.ts';
import { type Caller, json } from '../caller.ts';
import type { Thing } from '../ledger.ts';
import { digest } from '../works.ts';
import type { ChaosClient } from './client.ts';

const NPY = 'application/x-npy';
const SHELF = 6;
/** Numbers of an array: 2 to the power of 7 to 19, 1 KiB to 4 MiB. */
const [LEAST, SPAN] = [7, 13];

interface Kept {
  path: string;
  thing: Thing;
  /** Of what was acknowledged last; undefined: nothing is there. */
  digest: string | undefined;
  /** Whether nobody knows what is there. */
  unknown: boolean;
}

/** Uploads, replaces, downloads and deletes arrays. */
export class ArrayClient implements ChaosClient {
  readonly #caller: Caller;
  readonly #random: Random;
  readonly #shelf: Kept[];

  constructor(name: string, caller: Caller, random: Random) {
    this.#caller = caller;
    this.#random = random;
    this.#shelf = Array.from({ length: SHELF }, (_, place) => {
      const id = `${name}-${place}`;
      return { path: `/v1/arrays/${id}`, thing: caller.ledger.thing(`array ${id}`), digest: undefined, unknown: false };
    });
  }

  async turn(): Promise<void> {
    const kept = this.#random.oneOf(this.#shelf);
    const choice = this.#random.below(6);
    if (choice < 3 || kept.unknown) return this.#upload(kept);
    if (choice < 5 || kept.digest === undefined) return this.#find(kept);
    return this.#delete(kept);
  }

  async check(): Promise<void> {
    for (const kept of this.#shelf) if (!kept.unknown) await this.#find(kept);
  }

  held(): string[] {
    return [];
  }

  async #upload(kept: Kept): Promise<void> {
    const length = 1 << (LEAST + this.#random.below(SPAN));
    const data = Float64Array.from({ length }, (_, i) => i).fill(this.#random.below(2 ** 30), 0, 64);
    const body = encodeNpy({ shape: [length], data });
    kept.unknown = true;
    const answer = await this.#caller.expect(
      kept.thing,
      { method: 'PUT', path: kept.path, headers: { 'content-type': NPY }, body },
      201,
    );
    if (answer === undefined) return;
    kept.digest = digest(body);
    kept.unknown = false;
    this.#caller.ledger.count('acknowledged', 'upload');
    if (json<{ sha256: string }>(answer).sha256 !== kept.digest)
      kept.thing.fault('corrupt', 'was acknowledged with another sha256');
  }

  async #find({ path, thing, digest: expected }: Kept): Promise<void> {
    const { status, body } = await this.#caller.ask(thing, { method: 'GET', path, headers: { accept: NPY } });
    if (expected === undefined) {
      if (status !== 404) thing.fault('corrupt', `was deleted and is answered ${status}`);
    } else if (status !== 200) thing.fault('lost', `is answered ${status}: ${body.subarray(0, 300)}`);
    else if (digest(body) !== expected) thing.fault('corrupt', `is another than was uploaded, of ${body.length} bytes`);
    else this.#caller.ledger.count('acknowledged', 'download');
  }

  async #delete(kept: Kept): Promise<void> {
    kept.unknown = true;
    const { status, repeated } = await this.#caller.ask(kept.thing, { method: 'DELETE', path: kept.path });
    // A try that nobody heard of may have deleted it.
    if (status !== 204 && !(status === 404 && repeated)) return kept.thing.fault('lost', `its deletion is answered ${status}`);
    kept.digest = undefined;
    kept.unknown = false;
    this.#caller.ledger.count('acknowledged', 'deletion');
  }
}
