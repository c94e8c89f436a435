/** A response body in one media type. */
export interface Representation {
  body: Uint8Array | AsyncIterable<Uint8Array | string>;
  /** Bytes, where they are known beforehand. */
  length?: number;
  /** Suggested name when it is saved. */
  fileName?: string;
}
