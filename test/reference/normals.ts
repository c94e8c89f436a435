/**
 * A seeded source of standard normals: sfc32 (three words mixed with a counter) and Box–Muller.
 *
 * Written for the tests alone, so that they share no random numbers with the code they check.
 */
export function standardNormals(seed: number): () => number {
  const uniform = sfc32(seed);
  let spare: number | undefined;
  return () => {
    if (spare !== undefined) {
      const value = spare;
      spare = undefined;
      return value;
    }
    const radius = Math.sqrt(-2 * Math.log(uniform()));
    const angle = 2 * Math.PI * uniform();
    spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  };
}

/** Numbers in (0, 1) with steps of 2⁻³². */
function sfc32(seed: number): () => number {
  let a = seed | 0;
  let b = 0x9e3779b9;
  let c = 0x243f6a88;
  let counter = 1;
  const next = () => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return ((sum >>> 0) + 0.5) / 2 ** 32;
  };
  for (let warmUp = 0; warmUp < 16; warmUp++) next();
  return next;
}
