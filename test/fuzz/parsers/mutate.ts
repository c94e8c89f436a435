import type { Random } from '../../support/random.ts';

/** Inputs grow no further. */
const MOST_BYTES = 1 << 16;
const INTERESTING = [
  0,
  1,
  2,
  7,
  8,
  16,
  22,
  30,
  46,
  56,
  64,
  100,
  127,
  128,
  255,
  256,
  0x7fff,
  0x8000,
  0xffff,
  0x10000,
  0x7fffffff,
  0x80000000,
  0xffffffff,
  2 ** 40,
  2 ** 53 - 1,
  2 ** 53,
  2 ** 63,
];

type Mutation = (bytes: Uint8Array, random: Random, others: readonly Uint8Array[], words: readonly Uint8Array[]) => Uint8Array;

const overwrite = (bytes: Uint8Array, at: number, piece: Uint8Array): Uint8Array => {
  const copy = Uint8Array.from(bytes);
  copy.set(piece.subarray(0, Math.max(0, copy.length - at)), at);
  return copy;
};

const splice = (bytes: Uint8Array, at: number, removed: number, piece: Uint8Array): Uint8Array =>
  Buffer.concat([bytes.subarray(0, at), piece, bytes.subarray(at + removed)]).subarray(0, MOST_BYTES);

const MUTATIONS: readonly Mutation[] = [
  (bytes, random) => overwrite(bytes, random.below(bytes.length), Uint8Array.of(random.below(256))),
  (bytes, random) => {
    const at = random.below(bytes.length);
    return overwrite(bytes, at, Uint8Array.of(bytes[at]! ^ (1 << random.below(8))));
  },
  (bytes, random) => {
    const at = random.below(bytes.length);
    return overwrite(bytes, at, Uint8Array.of(bytes[at]! + random.below(9) - 4));
  },
  (bytes, random) => {
    const piece = Buffer.alloc(8);
    piece.writeBigUInt64LE(BigInt(random.oneOf(INTERESTING)));
    return overwrite(bytes, random.below(bytes.length), piece.subarray(0, random.oneOf([1, 2, 4, 8])));
  },
  (bytes, random) => splice(bytes, random.below(bytes.length), 1 + random.below(random.oneOf([1, 4, 64])), new Uint8Array(0)),
  (bytes, random) =>
    splice(
      bytes,
      random.below(bytes.length + 1),
      0,
      Uint8Array.from({ length: 1 + random.below(8) }, () => random.below(256)),
    ),
  (bytes, random) => {
    const from = random.below(bytes.length);
    return splice(
      bytes,
      random.below(bytes.length + 1),
      0,
      bytes.subarray(from, from + 1 + random.below(random.oneOf([8, 64, 1024]))),
    );
  },
  (bytes, random) => bytes.subarray(0, random.below(bytes.length)),
  (bytes, random, others) => {
    const other = random.oneOf(others);
    return splice(bytes, random.below(bytes.length), bytes.length, other.subarray(random.below(other.length)));
  },
  (bytes, random, _, words) => splice(bytes, random.below(bytes.length + 1), random.below(9), random.oneOf(words)),
  (bytes, random, _, words) => overwrite(bytes, random.below(bytes.length), random.oneOf(words)),
  // Replaces a number in text.
  (bytes, random, _, words) => {
    const found = [...Buffer.from(bytes).toString('latin1').matchAll(/\d+/g)];
    if (found.length === 0) return bytes;
    const { index, 0: digits } = random.oneOf(found);
    return splice(bytes, index, digits.length, random.oneOf(words));
  },
];

/** An input with one to eight changes; `others` and `words` are material for them. */
export function mutated(
  bytes: Uint8Array,
  random: Random,
  others: readonly Uint8Array[],
  words: readonly Uint8Array[],
): Uint8Array {
  let changed = bytes;
  for (let times = 1 << random.below(4); times > 0; times--)
    changed = changed.length === 0 ? random.oneOf(others) : random.oneOf(MUTATIONS)(changed, random, others, words);
  return Uint8Array.from(changed);
}
