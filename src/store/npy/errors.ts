import { HypertangentError } from '../../errors.ts';

/** The error for bytes that are not the .npy file they claim to be. */
export function malformedNpy(reason: string): HypertangentError<'malformed_npy'> {
  const message = `Not a readable .npy file: ${reason}. Write it with numpy.save(file, array, allow_pickle=False) and send every byte of it.`;
  return new HypertangentError('malformed_npy', message, { reason });
}

/** The error for a body whose length is not the one its header states. */
export function wrongBodyLength(expectedBytes: number, received: string): HypertangentError<'malformed_npy'> {
  return malformedNpy(`the header promises a body of ${expectedBytes} bytes, the body has ${received}`);
}

/** A stranger's text, quoted, escaped and cut short, fit for an error message. */
export function quoted(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text);
}
