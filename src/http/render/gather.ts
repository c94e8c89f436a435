/** Pieces below this are joined. */
const PIECE_LENGTH = 2 ** 16;

/**
 * Small pieces joined to larger ones.
 *
 * Less is sent at a time, and what fails before so much is there fails before anything is sent: the answer is the error then.
 */
export async function* gatherText(pieces: AsyncIterable<string>): AsyncGenerator<string> {
  let parts: string[] = [];
  let length = 0;
  for await (const piece of pieces) {
    parts.push(piece);
    length += piece.length;
    if (length < PIECE_LENGTH) continue;
    yield parts.join('');
    [parts, length] = [[], 0];
  }
  if (length > 0) yield parts.join('');
}

/** The same of bytes; large pieces go as they are. */
export async function* gatherBytes(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const gathered = Buffer.allocUnsafeSlow(PIECE_LENGTH);
  let length = 0;
  for await (const piece of pieces) {
    if (length + piece.length > PIECE_LENGTH) {
      if (length > 0) yield gathered.subarray(0, length);
      length = 0;
    }
    if (piece.length > PIECE_LENGTH) {
      yield piece;
    } else {
      gathered.set(piece, length);
      length += piece.length;
    }
  }
  if (length > 0) yield gathered.subarray(0, length);
}
