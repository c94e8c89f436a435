/** A response body in one media type. */
export interface Representation {
  /** Pieces need be good only until the next is asked for. */
  body: string | Uint8Array | AsyncIterable<Uint8Array | string>;
  /** Bytes of a body in pieces, where they are known beforehand. */
  length?: number;
  /** Suggested name when it is saved. */
  fileName?: string;
}
