/** A response body in one media type. */
export interface Representation {
  /** Pieces need be good only until the next is asked for. */
  body: string | Uint8Array | AsyncIterable<Uint8Array | string>;
  /** Bytes of a body in pieces, where they are known beforehand. */
  length?: number;
  /** Where it says more than the media type of the contract. */
  contentType?: string;
  /** Suggested name when it is saved. */
  fileName?: string;
}
