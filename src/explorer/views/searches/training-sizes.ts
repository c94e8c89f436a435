const SMALLEST = 4;

/** 4, 8, 16, … and all that there are. */
export function trainingSizes(available: number): number[] {
  const sizes: number[] = [];
  for (let size = SMALLEST; 1.4 * size < available; size *= 2) sizes.push(size);
  return [...sizes, available];
}
