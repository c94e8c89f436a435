/** Up to `most` indices below `count`, ascending, spread evenly. */
export function spreadEvenly(count: number, most: number): Int32Array {
  const taken = Math.min(count, most);
  return Int32Array.from({ length: taken }, (_, k) => Math.floor(((k + 0.5) * count) / taken));
}
