import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gatherBytes, gatherText } from '../../src/http/render/gather.ts';

const LENGTH = 2 ** 16;

async function* each<Piece>(pieces: Piece[], failure?: Error): AsyncGenerator<Piece> {
  yield* pieces;
  if (failure) throw failure;
}

async function all<Piece>(pieces: AsyncIterable<Piece>): Promise<Piece[]> {
  const found: Piece[] = [];
  for await (const piece of pieces) found.push(structuredClone(piece));
  return found;
}

const bytes = (...lengths: number[]) => lengths.map((length, index) => new Uint8Array(length).fill(index + 1));

test('texts come as they are, in larger pieces', async () => {
  assert.deepEqual(await all(gatherText(each([]))), []);
  assert.deepEqual(await all(gatherText(each(['a', '', 'b']))), ['ab']);
  const long = 'x'.repeat(LENGTH);
  assert.deepEqual(await all(gatherText(each(['a', long, 'b', 'c', long, '']))), [`a${long}`, `bc${long}`]);
});

test('bytes come as they are, small ones in larger pieces', async () => {
  assert.deepEqual(await all(gatherBytes(each([]))), []);
  for (const lengths of [
    [1],
    [0],
    [1, 2, 3],
    [LENGTH],
    [LENGTH + 1],
    [1, LENGTH],
    [1, LENGTH + 1, 1],
    [LENGTH - 1, 1, 1],
    [5, 0, 3 * LENGTH],
  ]) {
    const pieces = bytes(...lengths);
    const found = await all(gatherBytes(each(pieces)));
    assert.deepEqual(Buffer.concat(found), Buffer.concat(pieces));
    assert.ok(found.length <= 2 || lengths.length > 2, String(lengths));
  }
  assert.equal((await all(gatherBytes(each(bytes(...new Array(1000).fill(60)))))).length, 1);
});

test('what fails before much is there fails before anything comes', async () => {
  const failure = new Error('stop');
  for (const gathered of [gatherText(each(['a', 'b'], failure)), gatherBytes(each(bytes(10, 20), failure))])
    await assert.rejects((gathered as AsyncGenerator<unknown>).next(), failure);
  const late = gatherText(each(['x'.repeat(LENGTH), 'b'], failure));
  assert.equal((await late.next()).value!.length, LENGTH);
  await assert.rejects(late.next(), failure);
});
