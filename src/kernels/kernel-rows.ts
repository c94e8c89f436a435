import type { KernelOutput } from './architecture.ts';

/** One kernel matrix to fill: an output, after one layer. */
export interface KernelTarget {
  readonly output: KernelOutput;
  /** 1 … depth of the network that the output belongs to. */
  readonly layer: number;
  /** Index of the pair of coordinates, of a problem that has such. */
  readonly pair?: number;
  /** Rows `start … stop` of the matrix, row-major, `(stop − start) × columns`. */
  readonly data: Float64Array;
  /** The whole square matrix of a symmetric problem: entries left of the diagonal are then written into it, too. */
  readonly whole?: Float64Array;
}

/**
 * Kernel matrices between two sets of points, a range of rows at a time.
 *
 * When both sets are the same (`symmetric`), a range fills at least the entries on and right of the
 * diagonal, the diagonal by its own exact formula; whoever wants the whole mirrors them.
 */
export interface KernelRows {
  readonly rows: number;
  readonly columns: number;
  readonly symmetric: boolean;
  /** Rows that share work: ranges that are multiples of it, starting at one, cost least. */
  readonly rowsPerBlock: number;
  /** `rowsPerBlock`, halved as often as costs little in a network of many layers. */
  readonly leastRows: number;
  /** Whether rows of a whole matrix that is filled from the top keep their values when those below are filled. */
  readonly topDown: boolean;
  /** How many layers an output has. */
  layerCount(output: KernelOutput): number;
  /** Fills rows [start, stop) of every target. */
  evaluate(start: number, stop: number, targets: readonly KernelTarget[]): void;
  /** The diagonal of an output's last layer over the left points, `[rows]`. */
  diagonal(output: KernelOutput): Float64Array;
}
