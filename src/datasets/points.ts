import type { Matrix } from '../nd-array.ts';

/** What a hypernetwork is trained on: f sees x, g sees z, y is what they are to say. */
export interface LabelledPoints {
  x: Matrix;
  z: Matrix;
  y: Matrix;
  /** rows: point i is (x_i, z_i); grid: every x with every z, and y has those of the first x first. */
  pairing: 'rows' | 'grid';
}
