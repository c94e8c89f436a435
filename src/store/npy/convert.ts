import type { Dtype, DtypeKind } from './dtype.ts';
import { unsupportedDtype } from './dtype.ts';

type PlainKind = Exclude<DtypeKind, 'b1' | 'f2' | 'i8' | 'u8'>;

type View = new (buffer: ArrayBufferLike, byteOffset: number, length: number) => ArrayLike<number>;

const VIEWS: Record<PlainKind, View> = {
  i1: Int8Array,
  u1: Uint8Array,
  i2: Int16Array,
  u2: Uint16Array,
  i4: Int32Array,
  u4: Uint32Array,
  f4: Float32Array,
  f8: Float64Array,
};

/**
 * Converts the elements in `raw` to float64, into `target` from element `first` on.
 *
 * `raw` is scratch space: it begins at a multiple of 8 of its buffer, and big-endian elements are
 * swapped in it. Every conversion is exact; 64-bit integers beyond ±(2^53 − 1) throw `unsupported_dtype`.
 */
export function convertElements(dtype: Dtype, raw: Uint8Array, target: Float64Array, first: number): void {
  if (dtype.bigEndian) swapBytes(raw, dtype.itemBytes);
  const length = raw.byteLength / dtype.itemBytes;
  switch (dtype.kind) {
    case 'b1':
      for (let i = 0; i < length; i++) target[first + i] = raw[i] === 0 ? 0 : 1;
      return;
    case 'f2':
      convertHalves(new Uint16Array(raw.buffer, raw.byteOffset, length), target, first);
      return;
    case 'i8':
    case 'u8':
      convertLongs(dtype, new Uint32Array(raw.buffer, raw.byteOffset, 2 * length), target, first);
      return;
    default:
      target.set(new VIEWS[dtype.kind](raw.buffer, raw.byteOffset, length), first);
  }
}

/** Reverses the bytes of every element, in place. */
export function swapBytes(raw: Uint8Array, itemBytes: number): void {
  const buffer = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
  if (itemBytes === 2) buffer.swap16();
  else if (itemBytes === 4) buffer.swap32();
  else if (itemBytes === 8) buffer.swap64();
}

function convertLongs(dtype: Dtype, words: Uint32Array, target: Float64Array, first: number): void {
  const signed = dtype.kind === 'i8';
  for (let i = 0; 2 * i < words.length; i++) {
    const high = signed ? words[2 * i + 1]! | 0 : words[2 * i + 1]!;
    const value = high * 2 ** 32 + words[2 * i]!;
    // A rounded sum is never smaller than 2^53 in magnitude, so that nothing rounded passes.
    if (!Number.isSafeInteger(value))
      throw unsupportedDtype(
        dtype.descr,
        `Element ${first + i} of the ${dtype.descr} array is beyond ±(2^53 − 1) and would be rounded: convert the array yourself, with array.astype('<f8')`,
      );
    target[first + i] = value;
  }
}

/** IEEE 754 binary16: sign 1, exponent 5 (bias 15), fraction 10. */
function convertHalves(halves: Uint16Array, target: Float64Array, first: number): void {
  for (let i = 0; i < halves.length; i++) {
    const half = halves[i]!;
    const exponent = (half >> 10) & 31;
    const fraction = half & 1023;
    const sign = half & 0x8000 ? -1 : 1;
    if (exponent === 31) target[first + i] = fraction === 0 ? sign * Infinity : NaN;
    else if (exponent === 0) target[first + i] = sign * fraction * 2 ** -24;
    else target[first + i] = sign * (1024 + fraction) * POWERS[exponent]!;
  }
}

/** 2^(exponent − 25), for every exponent of a normal binary16. */
const POWERS = Float64Array.from({ length: 31 }, (_, exponent) => 2 ** (exponent - 25));
