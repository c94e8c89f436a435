import type { NormalsAddress } from '../random/normals.ts';
import type { Engine } from '../wasm/engine.ts';

/** Numbers that stand in an instance's memory at a time: 32 KiB, which stay in L1 until they are copied. */
const PIECE = 2 ** 13;

/** Numbers of an address from `first` on, into `out`; takes the instance's memory. */
export function fillNormals(
  wasm: Engine,
  { seed, network, stream }: NormalsAddress,
  first: number,
  out: Float32Array,
): Float32Array {
  wasm.reset();
  const offset = wasm.allocate(PIECE / 2);
  const piece = new Float32Array(wasm.view(offset, 0).buffer, offset, PIECE);
  for (let start = 0; start < out.length; start += PIECE) {
    const count = Math.min(PIECE, out.length - start);
    wasm.fillNormals(seed, network, stream, first + start, count, offset);
    out.set(count === PIECE ? piece : piece.subarray(0, count), start);
  }
  return out;
}
