import { HypertangentError } from '../../errors.ts';
import { TENSORFLOW_OUT_OF_MEMORY } from '../../tensorflow/binding.ts';
import { takeDeviceFailure } from './device-failures.ts';

/**
 * How the libraries say that memory is used up, in the order of the backends: TensorFlow by its status 8, WebGPU by an
 * error of the device, after which nothing of it is to be used, WebAssembly by that or by a trap, JavaScript by the
 * engine's words.
 */
const OUT_OF_MEMORY = [
  TENSORFLOW_OUT_OF_MEMORY,
  /out of (device )?memory|exceeds the max buffer size|(device|instance) (was|is) (lost|dropped)|device lost/i,
  /memory access out of bounds|table index is out of bounds/i,
  /array buffer allocation failed|invalid (typed )?array length/i,
];

/**
 * An error from tensors, or from reading one, as an error of the service: `out_of_memory` where that is what it means,
 * otherwise itself. A runner in which this has happened is to be replaced, as the device may be in any state.
 */
export function asTensorError(error: unknown): unknown {
  if (error instanceof HypertangentError) return error;
  const reasons = [takeDeviceFailure(), error instanceof Error ? error.message : String(error)];
  const reason = reasons.find((text) => text !== undefined && OUT_OF_MEMORY.some((pattern) => pattern.test(text)));
  if (reason === undefined) return error;
  const message = `not enough memory on the device for this problem (${firstLine(reason)}); use fewer or smaller networks at once, or fewer points`;
  return new HypertangentError('out_of_memory', message, { reason: firstLine(reason) }, error);
}

const firstLine = (text: string) => text.replace(/\s+/g, ' ').trim().slice(0, 200);
