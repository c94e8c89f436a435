import { HypertangentError } from '../../errors.ts';
import { wrongBodyLength } from './errors.ts';
import type { NpyHeader } from './header.ts';
import { MAX_BODY_OFFSET, npyBodyOffset, parseNpyHeader } from './header.ts';

/**
 * Checks a .npy file while it arrives, chunk by chunk, and keeps none of it but the header.
 *
 * Whatever is wrong is said as early as it can be known: a bad header before the body comes, a file
 * that will pass the limit before it does, a body that is too long at its first byte too many.
 */
export class IncomingNpy {
  readonly #limitBytes: number;
  readonly #prefix = new Uint8Array(MAX_BODY_OFFSET);
  #header: NpyHeader | undefined;
  #received = 0;

  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes;
  }

  /** Takes the next chunk. Throws `malformed_npy`, `unsupported_dtype` or `payload_too_large`. */
  push(chunk: Uint8Array): void {
    const before = this.#received;
    this.#received += chunk.length;
    if (this.#received > this.#limitBytes) throw this.#tooLarge(this.#received);
    if (this.#header === undefined && before < MAX_BODY_OFFSET) {
      this.#prefix.set(chunk.subarray(0, MAX_BODY_OFFSET - before), before);
      this.#parseIfComplete(this.#prefix.subarray(0, Math.min(this.#received, MAX_BODY_OFFSET)));
    }
    if (this.#header !== undefined && this.#received > totalBytes(this.#header))
      throw wrongBodyLength(this.#header.bodyBytes, `at least ${this.#received - this.#header.bodyOffset}`);
  }

  /** The header of the file, when its last byte has come. Throws `malformed_npy` if bytes are missing. */
  finish(): NpyHeader {
    const header = this.#header ?? parseNpyHeader(this.#prefix.subarray(0, this.#received));
    if (this.#received !== totalBytes(header)) throw wrongBodyLength(header.bodyBytes, `${this.#received - header.bodyOffset}`);
    return header;
  }

  get receivedBytes(): number {
    return this.#received;
  }

  #parseIfComplete(prefix: Uint8Array): void {
    if ((npyBodyOffset(prefix) ?? Infinity) > prefix.length) return;
    this.#header = parseNpyHeader(prefix);
    if (totalBytes(this.#header) > this.#limitBytes) throw this.#tooLarge(totalBytes(this.#header));
  }

  #tooLarge(bytes: number): HypertangentError<'payload_too_large'> {
    const message = `The array takes at least ${bytes} bytes, and at most ${this.#limitBytes} are accepted: send fewer rows or a smaller dtype.`;
    return new HypertangentError('payload_too_large', message, { limitBytes: this.#limitBytes, receivedBytes: bytes });
  }
}

function totalBytes(header: NpyHeader): number {
  return header.bodyOffset + header.bodyBytes;
}
