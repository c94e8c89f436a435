import assert from 'node:assert/strict';
import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import { readLines } from '../../src/jobs/runner/output-lines.ts';

async function linesOf(...pieces: (string | Buffer)[]): Promise<string[]> {
  const stream = new PassThrough();
  const lines: string[] = [];
  readLines(stream, (line) => lines.push(line));
  for (const piece of pieces) stream.write(piece);
  stream.end();
  await once(stream, 'close');
  return lines;
}

test('lines are whole however they come, and blank ones are left out', async () => {
  assert.deepEqual(await linesOf('one\ntw', 'o\r\n\n  \nthr', 'ee'), ['one', 'two', 'three']);
});

test('a character that is cut in two is whole', async () => {
  const bytes = Buffer.from('λ\n');
  assert.deepEqual(await linesOf(bytes.subarray(0, 1), bytes.subarray(1)), ['λ']);
});

test('a line without an end takes no memory', async () => {
  const lines = await linesOf('x'.repeat(20_000));
  assert.deepEqual(
    lines.map(({ length }) => length),
    [8192, 8192, 3616],
  );
});
