import type { NormalSource, NormalsAddress } from '../../src/random/normals.ts';
import { philox4x32 } from '../../src/random/philox.ts';

const TWO_POW_32 = 2 ** 32;

/** Normal numbers by plain arithmetic, rounded to float32 at the end. */
export const plainNormals: NormalSource = {
  allocate: (length) => new Float32Array(length),
  fill: async (address, first, out) => {
    const block = new Float64Array(4);
    for (let k = 0; k < out.length; ) {
      const within = (first + k) % 4;
      fillBlock(address, (first + k - within) / 4, block);
      for (let place = within; place < 4 && k < out.length; place++, k++) out[k] = block[place]!;
    }
    return out;
  },
};

/** Number `index` of an address, in float64. */
export function plainNormal(address: NormalsAddress, index: number): number {
  const block = new Float64Array(4);
  fillBlock(address, Math.floor(index / 4), block);
  return block[index % 4]!;
}

const counter = new Uint32Array(4);

/** Box–Muller of both halves of a Philox block: numbers 4·blockIndex … 4·blockIndex + 3. */
function fillBlock({ seed, network, stream }: NormalsAddress, blockIndex: number, out: Float64Array): void {
  counter[0] = blockIndex % TWO_POW_32;
  counter[1] = Math.floor(blockIndex / TWO_POW_32);
  counter[2] = stream;
  counter[3] = network;
  philox4x32(counter, seed % TWO_POW_32, Math.floor(seed / TWO_POW_32));
  for (let pair = 0; pair < 4; pair += 2) {
    const radius = Math.sqrt(-2 * Math.log((counter[pair]! + 0.5) / TWO_POW_32));
    const angle = (2 * Math.PI * (counter[pair + 1]! + 0.5)) / TWO_POW_32;
    out[pair] = radius * Math.cos(angle);
    out[pair + 1] = radius * Math.sin(angle);
  }
}
