import { F64 } from './layout';

/** Rows and columns that are turned round together, so that the lines they touch stay in L1 whatever the strides. */
const BLOCK: i32 = 8;

/** target = sourceᵀ: `[rows, columns]` → `[columns, rows]`, both without gaps, not overlapping. */
export function transpose(rows: i32, columns: i32, source: usize, target: usize): void {
  for (let i = 0; i < rows; i += BLOCK) {
    const iStop = min(i + BLOCK, rows);
    for (let j = 0; j < columns; j += BLOCK) {
      transposeBlock(i, iStop, j, min(j + BLOCK, columns), rows, columns, source, target);
    }
  }
}

// @ts-expect-error: decorator
@inline
function transposeBlock(
  iStart: i32, iStop: i32, jStart: i32, jStop: i32, rows: i32, columns: i32, source: usize, target: usize,
): void {
  const down = <usize>columns * F64;
  const across = <usize>rows * F64;
  let j = jStart;
  for (; j + 2 <= jStop; j += 2) {
    let from = source + <usize>iStart * down + <usize>j * F64;
    let to = target + <usize>j * across + <usize>iStart * F64;
    let i = iStart;
    for (; i + 2 <= iStop; i += 2) {
      const upper = v128.load(from);
      const lower = v128.load(from + down);
      v128.store(to, i64x2.shuffle(upper, lower, 0, 2));
      v128.store(to + across, i64x2.shuffle(upper, lower, 1, 3));
      from += 2 * down;
      to += 2 * F64;
    }
    if (i < iStop) {
      store<f64>(to, load<f64>(from));
      store<f64>(to + across, load<f64>(from + F64));
    }
  }
  if (j == jStop) return;
  for (let i = iStart; i < iStop; i++) {
    store<f64>(target + <usize>j * across + <usize>i * F64, load<f64>(source + <usize>i * down + <usize>j * F64));
  }
}

/**
 * out[i, j] = table[left[i], right[j]], out `[rows, columns]` without gaps; a row like the one before it is copied.
 *
 * @param stride columns of the table
 * @param left, right indices as i32
 */
export function gather(
  rows: i32, columns: i32, table: usize, stride: i32, left: usize, right: usize, out: usize,
): void {
  const bytes = <usize>columns * F64;
  let previous = -1;
  for (let i = 0; i < rows; i++) {
    const index = load<i32>(left + (<usize>i << 2));
    if (index == previous) {
      memory.copy(out, out - bytes, bytes);
    } else {
      const row = table + <usize>index * <usize>stride * F64;
      for (let j: usize = 0; j < <usize>columns; j++) store<f64>(out + j * F64, load<f64>(row + <usize>load<i32>(right + (j << 2)) * F64));
      previous = index;
    }
    out += bytes;
  }
}

/** out[k] = a[k]·b[k] for `count` numbers. */
export function multiply(count: i32, a: usize, b: usize, out: usize): void {
  const whole = <usize>(count & ~1) * F64;
  for (let o: usize = 0; o < whole; o += 16) v128.store(out + o, f64x2.mul(v128.load(a + o), v128.load(b + o)));
  if (count & 1) store<f64>(out + whole, load<f64>(a + whole) * load<f64>(b + whole));
}

/** Whether none of `count` numbers is NaN or infinite: x·0 is 0 for finite x alone. */
export function allFinite(count: i32, values: usize): bool {
  let sum = f64x2.splat(0);
  let k = 0;
  for (; k + 2 <= count; k += 2) sum = f64x2.add(sum, f64x2.mul(v128.load(values + <usize>k * F64), f64x2.splat(0)));
  let total = f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
  if (k < count) total += load<f64>(values + <usize>k * F64) * 0;
  return total == 0;
}

/**
 * Finds the pairs with |k_ij| > threshold·norm1_i·norm2_j.
 *
 * @param found takes their places i·columns + j as i32, ascending; room for all
 * @returns how many there are
 */
export function findNearParallel(
  rows: i32, columns: i32, k: usize, norm1: usize, norm2: usize, threshold: f64, found: usize,
): i32 {
  let count = 0;
  for (let i = 0; i < rows; i++) {
    const bound = threshold * load<f64>(norm1 + <usize>i * F64);
    const row = k + <usize>i * <usize>columns * F64;
    const bounds = f64x2.splat(bound);
    let j = 0;
    for (; j + 2 <= columns; j += 2) {
      const offset = <usize>j * F64;
      const near = f64x2.gt(f64x2.abs(v128.load(row + offset)), f64x2.mul(bounds, v128.load(norm2 + offset)));
      if (!v128.any_true(near)) continue;
      if (i64x2.extract_lane(near, 0) != 0) count = note(found, count, i * columns + j);
      if (i64x2.extract_lane(near, 1) != 0) count = note(found, count, i * columns + j + 1);
    }
    if (j < columns && abs(load<f64>(row + <usize>j * F64)) > bound * load<f64>(norm2 + <usize>j * F64)) {
      count = note(found, count, i * columns + j);
    }
  }
  return count;
}

// @ts-expect-error: decorator
@inline
function note(found: usize, count: i32, place: i32): i32 {
  store<i32>(found + (<usize>count << 2), place);
  return count + 1;
}
