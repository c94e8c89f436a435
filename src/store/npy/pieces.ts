/** How many bytes are copied, read, written or swapped by one call: below every 2 GiB limit. */
export const PIECE_BYTES = 64 * 1024 * 1024;

/**
 * The bytes of a float64 array, in order, as views of at most `pieceBytes` (a multiple of 8).
 *
 * One view over all of it would fail: a Uint8Array ends at 4 GiB, and one read or write at 2 GiB.
 */
export function* bytePieces(array: Float64Array, pieceBytes = PIECE_BYTES): Generator<Uint8Array> {
  for (let at = 0; at < array.byteLength; at += pieceBytes)
    yield new Uint8Array(array.buffer, array.byteOffset + at, Math.min(pieceBytes, array.byteLength - at));
}
