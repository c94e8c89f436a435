import type { NormalsAddress } from '../../src/random/normals.ts';
import { philox4x32 } from '../../src/random/philox.ts';

const TWO_POW_32 = 2 ** 32;

/** How far a float32 number may be from {@link exactNormal}; 9.8e-7 is the largest distance seen in 5·10⁸ numbers. */
export const TOLERANCE = 1.2e-6;

/** The words of block `block` of an address. */
export function wordsOf({ seed, network, stream }: NormalsAddress, block: number): Uint32Array {
  const words = Uint32Array.of(block % TWO_POW_32, Math.floor(block / TWO_POW_32), stream, network);
  philox4x32(words, seed % TWO_POW_32, Math.floor(seed / TWO_POW_32));
  return words;
}

/** Box–Muller in float64 from the words of a radius and an angle: the numbers of a pair. */
export function exactPair(radius: number, angle: number): [number, number] {
  // ln u from the end of (0, 1) that is nearer.
  const u = (radius + 0.5) / TWO_POW_32;
  const logarithm = u < 0.5 ? Math.log(u) : Math.log1p(-(TWO_POW_32 - radius - 0.5) / TWO_POW_32);
  const r = Math.sqrt(-2 * logarithm);
  const theta = (2 * Math.PI * angle) / TWO_POW_32;
  return [r * Math.cos(theta), r * Math.sin(theta)];
}

/** Number `index` of an address. */
export function exactNormal(address: NormalsAddress, index: number): number {
  const words = wordsOf(address, Math.floor(index / 4));
  const pair = index % 4 < 2 ? 0 : 2;
  return exactPair(words[pair]!, words[pair + 1]!)[index % 2]!;
}
