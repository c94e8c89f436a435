/** Which halves of its row an eigenvector of two blocks fills. */
export const LEFT = 1;
export const RIGHT = 2;
export const BOTH = 3;

/** diag(D₁, D₂) + ρ·zzᵀ before the eigenvalues that it shares with D₁ and D₂ are taken out. */
export interface Coupling {
  /** D₁ and D₂ one after the other, each ascending; changed by rotations. `[n]` */
  values: Float64Array;
  /** z, destroyed. `[n]` */
  weights: Float64Array;
  rho: number;
  /** Order of D₁. */
  middle: number;
  /** What an entry may be and count as 0. */
  tolerance: number;
  /** Rows x, y ← cosine·x + sine·y, cosine·y − sine·x of the eigenvectors. */
  rotate(x: number, y: number, cosine: number, sine: number): void;
}

export interface Deflated {
  /** Rows of the eigenvectors that the update changes, their eigenvalues strictly ascending. */
  kept: number[];
  /** The other rows: they and their eigenvalues stay. */
  settled: number[];
  /** For every row {@link LEFT}, {@link RIGHT} or {@link BOTH}. */
  filled: Uint8Array;
}

/**
 * Takes out of the update what hardly changes: eigenvalues with a weight of almost 0, and one of two that are almost
 * equal, after a rotation that makes its weight 0. Of matrices with clustered eigenvalues most is taken out here.
 *
 * dlaed2 of LAPACK.
 */
export function deflate({ values, weights, rho, middle, tolerance, rotate }: Coupling): Deflated {
  const count = values.length;
  const filled = new Uint8Array(count).fill(LEFT, 0, middle).fill(RIGHT, middle);
  const [kept, settled]: [number[], number[]] = [[], []];
  let previous = -1;
  for (const index of mergedOrder(values, middle)) {
    if (rho * Math.abs(weights[index]!) <= tolerance) {
      settled.push(index);
      continue;
    }
    if (previous >= 0) {
      const radius = Math.hypot(weights[index]!, weights[previous]!);
      const cosine = weights[index]! / radius;
      const sine = -weights[previous]! / radius;
      const [upper, lower] = [values[previous]!, values[index]!];
      if (Math.abs((lower - upper) * cosine * sine) > tolerance) kept.push(previous);
      else {
        weights[index] = radius;
        if (filled[index] !== filled[previous]) filled[index] = filled[previous] = BOTH;
        rotate(previous, index, cosine, sine);
        values[previous] = upper * cosine ** 2 + lower * sine ** 2;
        values[index] = upper * sine ** 2 + lower * cosine ** 2;
        settled.push(previous);
      }
    }
    previous = index;
  }
  if (previous >= 0) kept.push(previous);
  return { kept, settled, filled };
}

/** The places of two ascending lists, 0 to `middle` and from there on, in the order of their values. */
function mergedOrder(values: Float64Array, middle: number): Int32Array {
  const order = new Int32Array(values.length);
  let [left, right] = [0, middle];
  for (let place = 0; place < order.length; place++) {
    const takeLeft = right === order.length || (left < middle && values[left]! <= values[right]!);
    order[place] = takeLeft ? left++ : right++;
  }
  return order;
}
