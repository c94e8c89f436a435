import { HypertangentError, isHypertangentError, type PlainError } from '../../errors.ts';

/** How the engine, the system and Node's threads say that there is no memory left. */
const OUT_OF_MEMORY_MESSAGE = /allocation|array length|buffer|memory/i;
const OUT_OF_MEMORY_CODES = new Set(['ENOMEM', 'EAGAIN', 'ERR_WORKER_INIT_FAILED', 'ERR_WORKER_OUT_OF_MEMORY']);

/** What a job fails with after an error: itself if it is one of the service, `out_of_memory` or `internal`. */
export function jobFailure(error: unknown): PlainError {
  if (isHypertangentError(error)) return error.toPlain();
  const outOfMemory = asOutOfMemory(error);
  if (outOfMemory) return outOfMemory.toPlain();
  console.error(error);
  return new HypertangentError('internal', 'the computation failed unexpectedly; the log has the cause', {}).toPlain();
}

/** The error that says so, where the one that was thrown means that there is no memory left. */
export function asOutOfMemory(error: unknown): HypertangentError | undefined {
  if (!(error instanceof Error && meansOutOfMemory(error))) return undefined;
  const message = `not enough memory for this problem (${error.message}); use fewer points, or a solver that does not store the kernel`;
  return new HypertangentError('out_of_memory', message, { reason: error.message });
}

function meansOutOfMemory(error: Error & { code?: unknown }): boolean {
  if (typeof error.code === 'string' && OUT_OF_MEMORY_CODES.has(error.code)) return true;
  return error instanceof RangeError && OUT_OF_MEMORY_MESSAGE.test(error.message);
}
