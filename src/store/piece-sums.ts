import { CRC_DIGITS, crc32, crcText } from './crc32.ts';
import { damagedFile } from './damage.ts';

/** Bytes of a file that have a sum of their own: few enough to be held until they are found right. */
export const SUM_BYTES = 2 ** 20;

/** What a file is, to the bit. */
export interface FileSums {
  /** Its length. */
  readonly bytes: number;
  /** CRC-32 of each MiB, and of what is left after the last whole one: eight hexadecimal digits each. */
  readonly crc32: string;
}

/** Sums up a file while its bytes come. */
export class PieceSums {
  #bytes = 0;
  #crc = 0;
  #digits = '';

  push(chunk: Uint8Array): void {
    for (const part of splitAtPieces(chunk, this.#bytes)) {
      this.#crc = crc32(part, this.#crc);
      this.#bytes += part.length;
      if (this.#bytes % SUM_BYTES === 0) this.#endPiece();
    }
  }

  /** The sums, when the last byte has come. */
  finish(): FileSums {
    if (this.#bytes % SUM_BYTES !== 0) this.#endPiece();
    return { bytes: this.#bytes, crc32: this.#digits };
  }

  #endPiece(): void {
    this.#digits += crcText(this.#crc);
    this.#crc = 0;
  }
}

/** Holds the bytes of a file against its sums while they are read: what was pushed is right when its piece is whole. */
export class SumCheck {
  readonly #sums: FileSums;
  readonly #what: string;
  #position: number;
  #crc = 0;

  /**
   * @param what the file's thing, for the error
   * @param piece where reading begins
   */
  constructor(sums: FileSums, what: string, piece = 0) {
    this.#sums = sums;
    this.#what = what;
    this.#position = piece * SUM_BYTES;
  }

  /** Takes the next bytes. @throws HypertangentError `damaged_file` at the end of a piece that is not what was written */
  push(chunk: Uint8Array): void {
    for (const part of splitAtPieces(chunk, this.#position)) {
      this.#crc = crc32(part, this.#crc);
      this.#position += part.length;
      if (this.#position % SUM_BYTES === 0 || this.#position === this.#sums.bytes) this.#endPiece();
    }
  }

  /** Where the next bytes stand. */
  get position(): number {
    return this.#position;
  }

  /** Where the piece ends that they belong to: at `position`, if everything so far was found right. */
  get pieceEnd(): number {
    return Math.min(this.#sums.bytes, Math.ceil(this.#position / SUM_BYTES) * SUM_BYTES);
  }

  #endPiece(): void {
    const piece = Math.ceil(this.#position / SUM_BYTES) - 1;
    if (crcText(this.#crc) !== this.#sums.crc32.slice(CRC_DIGITS * piece, CRC_DIGITS * (piece + 1))) {
      const how = `bytes ${piece * SUM_BYTES} to ${this.#position - 1} of a file of it are not those that were written`;
      throw damagedFile(this.#what, how);
    }
    this.#crc = 0;
  }
}

/** @throws HypertangentError `damaged_file` for a file of another length than its sums say */
export function checkLength(bytes: number, sums: FileSums, what: string): void {
  if (bytes !== sums.bytes) throw damagedFile(what, `a file of it has ${bytes} bytes, and not the ${sums.bytes} that were written`);
}

/** Bytes that stand at `position` of a file, cut where its pieces end. */
function* splitAtPieces(chunk: Uint8Array, position: number): Generator<Uint8Array> {
  for (let at = 0; at < chunk.length; ) {
    const stop = Math.min(chunk.length, at + SUM_BYTES - ((position + at) % SUM_BYTES));
    yield chunk.subarray(at, stop);
    at = stop;
  }
}
