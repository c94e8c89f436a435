import type { Readable } from 'node:stream';

/** Longer lines are cut into several of this length. */
const MOST_CHARACTERS = 8192;

/** Calls `onLine` with each line that a process prints which is not blank, and with what is left when it ends. */
export function readLines(stream: Readable, onLine: (line: string) => void): void {
  let rest = '';
  const emit = (line: string) => {
    if (line.trim() !== '') onLine(line.replace(/\r$/, ''));
  };
  stream.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop()!;
    for (const line of lines) emit(line);
    for (; rest.length > MOST_CHARACTERS; rest = rest.slice(MOST_CHARACTERS)) emit(rest.slice(0, MOST_CHARACTERS));
  });
  stream.once('end', () => emit(rest));
}
