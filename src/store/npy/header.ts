import type { Dtype } from './dtype.ts';
import { parseDtype } from './dtype.ts';
import { malformedNpy, quoted } from './errors.ts';
import { parseHeaderLiteral } from './header-literal.ts';

/** What a .npy file says about itself, checked. */
export interface NpyHeader {
  readonly dtype: Dtype;
  readonly fortranOrder: boolean;
  readonly shape: readonly number[];
  /** Where the body begins. */
  readonly bodyOffset: number;
  /** How long the body must be. */
  readonly bodyBytes: number;
}

/** A longer header is refused; NumPy writes 118 bytes for nearly every array. */
export const MAX_HEADER_BYTES = 65_536;

/** No header, magic string and version included, ends later than this. */
export const MAX_BODY_OFFSET = 12 + MAX_HEADER_BYTES;

const MAGIC = [0x93, ...Buffer.from('NUMPY')];

/**
 * Where the body begins, or undefined as long as `prefix`, the file's first bytes, is too short to tell.
 *
 * Throws `malformed_npy` as soon as the magic string, the version or the header's length is wrong.
 */
export function npyBodyOffset(prefix: Uint8Array): number | undefined {
  for (let at = 0; at < Math.min(prefix.length, MAGIC.length); at++)
    if (prefix[at] !== MAGIC[at]) throw malformedNpy('it does not begin with the magic string \\x93NUMPY');
  if (prefix.length < 8) return undefined;
  const [major, minor] = [prefix[6]!, prefix[7]!];
  if (major < 1 || major > 3 || minor !== 0)
    throw malformedNpy(`format version ${major}.${minor} is unknown (1.0, 2.0 and 3.0 are)`);
  const literalOffset = major === 1 ? 10 : 12;
  if (prefix.length < literalOffset) return undefined;
  const view = new DataView(prefix.buffer, prefix.byteOffset, prefix.byteLength);
  const literalBytes = major === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (literalBytes > MAX_HEADER_BYTES) throw malformedNpy(`its header of ${literalBytes} bytes is longer than ${MAX_HEADER_BYTES}`);
  return literalOffset + literalBytes;
}

/**
 * Parses the header at the beginning of `bytes` (format versions 1.0, 2.0 and 3.0).
 *
 * Throws `malformed_npy`, also if `bytes` ends within the header, or `unsupported_dtype`.
 */
export function parseNpyHeader(bytes: Uint8Array): NpyHeader {
  const bodyOffset = npyBodyOffset(bytes);
  if (bodyOffset === undefined || bodyOffset > bytes.length)
    throw malformedNpy(
      `it ends after ${bytes.length} bytes, within the header${bodyOffset === undefined ? '' : ` of ${bodyOffset} bytes`}`,
    );
  const literal = parseHeaderLiteral(decodeText(bytes.subarray(bytes[6] === 1 ? 10 : 12, bodyOffset), bytes[6] === 3));
  const dtype = parseDtype(literal.descr);
  const { shape, fortranOrder } = literal;
  return { dtype, fortranOrder, shape, bodyOffset, bodyBytes: bodyBytes(shape, dtype) };
}

/** ∏ shape · itemBytes. The float64 result must be countable too, and a zero axis hides no absurd one. */
function bodyBytes(shape: readonly number[], dtype: Dtype): number {
  const nonZero = shape.filter((length) => length > 0).reduce((product, length) => product * length, 1);
  if (nonZero * 8 > Number.MAX_SAFE_INTEGER)
    throw malformedNpy(`the shape (${shape.join(', ')}) has more elements than can be counted`);
  return shape.includes(0) ? 0 : nonZero * dtype.itemBytes;
}

function decodeText(bytes: Uint8Array, utf8: boolean): string {
  try {
    return utf8 ? new TextDecoder('utf-8', { fatal: true }).decode(bytes) : Buffer.from(bytes).toString('latin1');
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    throw malformedNpy(`its header is not UTF-8: ${quoted(Buffer.from(bytes).toString('latin1'))}`);
  }
}
