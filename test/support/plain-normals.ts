import type { NormalSource, NormalsAddress } from '../../src/random/normals.ts';
import { philox4x32 } from '../../src/random/philox.ts';

/** Normal numbers by plain arithmetic, rounded to float32 at the end. */
export const plainNormals: NormalSource = {
  allocate: (length) => new Float32Array(length),
  fill: async (address, first, out) => {
    for (let k = 0; k < out.length; k++) out[k] = plainNormal(address, first + k);
    return out;
  },
};

/** Number `index` of an address: Box–Muller of its half of a Philox block. */
export function plainNormal({ seed, network, stream }: NormalsAddress, index: number): number {
  const blockIndex = Math.floor(index / 4);
  const block = Uint32Array.of(blockIndex % 2 ** 32, Math.floor(blockIndex / 2 ** 32), stream, network);
  philox4x32(block, seed % 2 ** 32, Math.floor(seed / 2 ** 32));
  const pair = index % 4 < 2 ? 0 : 2;
  const radius = Math.sqrt(-2 * Math.log((block[pair]! + 0.5) / 2 ** 32));
  const angle = (2 * Math.PI * (block[pair + 1]! + 0.5)) / 2 ** 32;
  return radius * (index % 2 === 0 ? Math.cos(angle) : Math.sin(angle));
}
