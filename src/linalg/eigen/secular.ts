/**
 * Eigenvalues of D + ρ·zzᵀ, D diagonal: the roots of the secular equation
 *
 *   f(λ) = 1/ρ + Σᵢ zᵢ²/(dᵢ − λ) = 0,  one between each two poles dᵢ and one above the last.
 *
 * A root is kept as the pole that is nearer and the distance from it, so that all dᵢ − λ have their full relative
 * precision, on which the orthogonality of the eigenvectors rests.
 *
 * Li, Solving Secular Equations Stably and Efficiently, LAPACK Working Note 89 (1993); dlaed4 of LAPACK. Gu & Eisenstat,
 * A Divide-and-Conquer Algorithm for the Symmetric Tridiagonal Eigenproblem, SIAM J. Matrix Anal. Appl. 16 (1995).
 */

const HALF_ULP = Number.EPSILON / 2;

/** Steps that a root may take; three to seven are usual, and halving alone would end by then. */
const MOST_STEPS = 120;

/** D + ρ·zzᵀ with strictly ascending poles, no weight 0 and ρ > 0. */
export interface RankOneUpdate {
  /** dᵢ, `[k]`. */
  poles: Float64Array;
  /** zᵢ, `[k]`. */
  weights: Float64Array;
  rho: number;
}

/** λ = poles[origin] + shift. */
export interface Root {
  origin: number;
  shift: number;
}

/** Where a root is sought: an interval of shifts from a pole, and a place in it to begin. */
interface Search extends Root {
  low: number;
  high: number;
}

/** f at poles[origin] + shift, its terms up to `last` and those beyond apart. */
interface Terms {
  left: number;
  leftSlope: number;
  right: number;
  rightSlope: number;
}

/**
 * Root `index` of the secular equation, from 0.
 *
 * @throws Error if it is not found
 */
export function secularRoot(update: RankOneUpdate, index: number): Root {
  const { poles, weights, rho } = update;
  const count = poles.length;
  if (count === 1) return { origin: 0, shift: rho * weights[0]! ** 2 };
  // The poles on both sides; for the last root, which has one side alone, the last two.
  const nearLeft = Math.min(index, count - 2);
  const search = index === count - 1 ? beginLast(update) : beginBetween(update, index);
  const { origin } = search;
  let { shift, low, high } = search;
  const terms: Terms = { left: 0, leftSlope: 0, right: 0, rightSlope: 0 };
  for (let step = 0; step < MOST_STEPS; step++) {
    sumTerms(update, nearLeft, origin, shift, terms);
    const { left, leftSlope, right, rightSlope } = terms;
    const value = 1 / rho + left + right;
    if (!Number.isFinite(value)) break;
    const slope = leftSlope + rightSlope;
    const rounding = HALF_ULP * (8 * (1 / rho + Math.abs(left) + Math.abs(right)) + Math.abs(shift) * slope);
    if (Math.abs(value) <= rounding) return { origin, shift };
    if (value < 0) low = shift;
    else high = shift;
    const toLeft = poles[nearLeft]! - poles[origin]! - shift;
    const toRight = poles[nearLeft + 1]! - poles[origin]! - shift;
    let change = middleWay(value, toLeft, toRight, leftSlope, rightSlope, index === count - 1);
    if (!(value * change < 0)) change = -value / slope;
    let next = shift + change;
    if (!(next > low && next < high)) next = between(low, high);
    if (next === shift || next <= low || next >= high) return { origin, shift };
    if (Math.abs(next - shift) <= HALF_ULP * Math.abs(next)) return { origin, shift: next };
    shift = next;
  }
  throw new Error(`the eigenvalues did not converge: root ${index} of ${count} of a secular equation`);
}

/**
 * The step to the root of the rational function with poles at both neighbours that has f's value and, each side on its
 * own, its slopes: Li's "middle way".
 */
function middleWay(value: number, toLeft: number, toRight: number, leftSlope: number, rightSlope: number, last: boolean): number {
  let c = value - toLeft * leftSlope - toRight * rightSlope;
  const a = (toLeft + toRight) * value - toLeft * toRight * (leftSlope + rightSlope);
  const b = toLeft * toRight * value;
  if (last) c = Math.abs(c);
  const root = Math.sqrt(Math.abs(a * a - 4 * b * c));
  if (last) return a >= 0 ? (a + root) / (2 * c) : (2 * b) / (a - root);
  return a <= 0 ? (a - root) / (2 * c) : (2 * b) / (a + root);
}

/** Between poles `index` and `index + 1`: from the nearer one, with the rest of f as at the middle. */
function beginBetween(update: RankOneUpdate, index: number): Search {
  const { poles, weights } = update;
  const gap = poles[index + 1]! - poles[index]!;
  const leftSquare = weights[index]! ** 2;
  const rightSquare = weights[index + 1]! ** 2;
  const rest = restAt(update, index, index, gap / 2);
  const middle = rest - leftSquare / (gap / 2) + rightSquare / (gap / 2);
  if (middle >= 0) {
    const a = rest * gap + leftSquare + rightSquare;
    const b = leftSquare * gap;
    const root = Math.sqrt(Math.abs(a * a - 4 * b * rest));
    return within(index, 0, gap / 2, a > 0 ? (2 * b) / (a + root) : (a - root) / (2 * rest));
  }
  const a = rest * gap - leftSquare - rightSquare;
  const b = rightSquare * gap;
  const root = Math.sqrt(Math.abs(a * a + 4 * b * rest));
  return within(index + 1, -gap / 2, 0, a < 0 ? (2 * b) / (a - root) : -(a + root) / (2 * rest));
}

/** Above the last pole, by at most ρ·‖z‖². */
function beginLast(update: RankOneUpdate): Search {
  const { poles, weights, rho } = update;
  const last = poles.length - 1;
  const high = rho * weights.reduce((sum, weight) => sum + weight * weight, 0);
  const gap = poles[last]! - poles[last - 1]!;
  const leftSquare = weights[last - 1]! ** 2;
  const rightSquare = weights[last]! ** 2;
  const rest = restAt(update, last - 1, last, high / 2);
  const middle = rest - leftSquare / (gap + high / 2) - rightSquare / (high / 2);
  const a = leftSquare + rightSquare - rest * gap;
  const b = rightSquare * gap;
  const root = Math.sqrt(a * a + 4 * b * rest);
  const guess = a < 0 ? (2 * b) / (root - a) : (a + root) / (2 * rest);
  // The bound has rounding errors of its own.
  return middle < 0 ? within(last, high / 2, high * (1 + 8 * Number.EPSILON), guess) : within(last, 0, high / 2, guess);
}

function within(origin: number, low: number, high: number, guess: number): Search {
  return { origin, low, high, shift: guess > low && guess < high ? guess : between(low, high) };
}

/** The middle of an interval; of one that ends at a pole a place much nearer to it, since roots crowd there. */
function between(low: number, high: number): number {
  if (low === 0) return high / 16;
  if (high === 0) return low / 16;
  return low * high > 0 && (low / high > 16 || high / low > 16) ? Math.sign(low) * Math.sqrt(low * high) : (low + high) / 2;
}

/** f without the terms `left` and `left + 1`, at poles[origin] + shift. */
function restAt({ poles, weights, rho }: RankOneUpdate, left: number, origin: number, shift: number): number {
  const pole = poles[origin]!;
  let sum = 1 / rho;
  for (let i = 0; i < poles.length; i++) {
    if (i !== left && i !== left + 1) sum += weights[i]! ** 2 / (poles[i]! - pole - shift);
  }
  return sum;
}

function sumTerms({ poles, weights }: RankOneUpdate, lastLeft: number, origin: number, shift: number, terms: Terms): void {
  const pole = poles[origin]!;
  let sum = 0;
  let slope = 0;
  for (let i = 0; i <= lastLeft; i++) {
    const ratio = weights[i]! / (poles[i]! - pole - shift);
    sum += weights[i]! * ratio;
    slope += ratio * ratio;
  }
  terms.left = sum;
  terms.leftSlope = slope;
  sum = 0;
  slope = 0;
  for (let i = poles.length - 1; i > lastLeft; i--) {
    const ratio = weights[i]! / (poles[i]! - pole - shift);
    sum += weights[i]! * ratio;
    slope += ratio * ratio;
  }
  terms.right = sum;
  terms.rightSlope = slope;
}

/**
 * The weight `index` of that update of the same poles whose roots are exactly those found, up to a factor common to all
 * (Löwner's formula): its eigenvectors are orthogonal however far the roots are from the true ones.
 *
 * @param origins of all roots
 * @param shifts of all roots
 */
export function refinedWeight({ poles, weights }: RankOneUpdate, origins: Int32Array, shifts: Float64Array, index: number): number {
  const pole = poles[index]!;
  let square = poles[origins[index]!]! - pole + shifts[index]!;
  for (let j = 0; j < poles.length; j++) {
    if (j !== index) square *= (poles[origins[j]!]! - pole + shifts[j]!) / (poles[j]! - pole);
  }
  const root = Math.sqrt(Math.abs(square));
  return weights[index]! < 0 ? -root : root;
}

/** 1/‖v‖ of the eigenvector vᵢ = zᵢ/(dᵢ − λ) with the {@link refinedWeight} of each i. */
export function vectorScale(poles: Float64Array, refined: Float64Array, { origin, shift }: Root): number {
  const pole = poles[origin]!;
  let square = 0;
  for (let i = 0; i < poles.length; i++) {
    const entry = refined[i]! / (poles[i]! - pole - shift);
    square += entry * entry;
  }
  return 1 / Math.sqrt(square);
}
