/**
 * Which numbers: those of one layer of one network. Equal addresses give equal numbers everywhere, to the bit.
 */
export interface NormalsAddress {
  /** Any non-negative safe integer. */
  seed: number;
  /** Which network, from 0; below 2³². */
  network: number;
  /** Keeps the weights of different layers (and other uses) apart; below 2³². */
  stream: number;
}

/** Standard normal numbers of float32, addressed by what they are for. */
export interface NormalSource {
  /** Room for so many numbers, where `fill` writes without a copy; not cleared. */
  allocate(length: number): Float32Array;

  /**
   * Numbers `first` … `first + out.length − 1` of an address, into `out`; how a stream is cut into calls changes nothing.
   *
   * Resolves to `out`.
   */
  fill(address: NormalsAddress, first: number, out: Float32Array): Promise<Float32Array>;
}
