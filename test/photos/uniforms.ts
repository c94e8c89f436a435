/** Numbers from 0 to 1 that look random enough for pictures. */
export function uniforms(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
