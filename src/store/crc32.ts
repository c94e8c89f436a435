import * as zlib from 'node:zlib';
import { crc32 as plainCrc32 } from './zip/crc32.ts';

/** The CRC-32 of zip files, of bytes that follow those whose CRC-32 is `previous`: zlib's, where Node has it (from 20.15 on). */
export const crc32: (bytes: Uint8Array, previous?: number) => number = zlib.crc32 ?? plainCrc32;

/** Digits of {@link crcText}. */
export const CRC_DIGITS = 8;

/** A CRC-32 as it is written down: eight hexadecimal digits. */
export function crcText(crc: number): string {
  return crc.toString(16).padStart(CRC_DIGITS, '0');
}
