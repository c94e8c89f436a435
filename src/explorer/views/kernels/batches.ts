/** Networks of batch after batch, each with a seed of its own: ever larger, so that each is seen to matter. */
export function batchSizes(networks: number): number[] {
  const sizes: number[] = [];
  for (let left = networks; left > 0; left -= sizes.at(-1)!) {
    const next = Math.min(left, 10 * 2 ** Math.min(5, sizes.length));
    sizes.push(left - next < 10 ? left : next);
  }
  return sizes;
}
