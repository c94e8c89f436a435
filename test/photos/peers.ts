import { type Grey, SIDE } from './scenes.ts';

/** What simpler methods make of a picture's unknown pixels. */

export function meanFill(truth: Grey, mask: Uint8Array): Grey {
  const known = truth.filter((_, at) => mask[at] === 0);
  const mean = known.reduce((a, b) => a + b) / known.length;
  return truth.map((value, at) => (mask[at] ? mean : value));
}

/** Every unknown pixel the mean of its neighbours (Laplace's equation), by over-relaxation. */
export function harmonicFill(truth: Grey, mask: Uint8Array): Grey {
  const out = meanFill(truth, mask);
  for (let sweep = 0; sweep < 1500; sweep++)
    for (let at = 0; at < out.length; at++) {
      if (!mask[at]) continue;
      const neighbours = [
        ...(at >= SIDE ? [out[at - SIDE]!] : []),
        ...(at + SIDE < out.length ? [out[at + SIDE]!] : []),
        ...(at % SIDE > 0 ? [out[at - 1]!] : []),
        ...(at % SIDE < SIDE - 1 ? [out[at + 1]!] : []),
      ];
      out[at]! += 1.8 * (neighbours.reduce((a, b) => a + b) / neighbours.length - out[at]!);
    }
  return out;
}

/** Root mean square over the unknown pixels. */
export function errorOf(found: ArrayLike<number>, truth: ArrayLike<number>, mask: Uint8Array): number {
  let [sum, count] = [0, 0];
  mask.forEach((unknown, at) => {
    if (!unknown) return;
    sum += (found[at]! - truth[at]!) ** 2;
    count++;
  });
  return Math.sqrt(sum / count);
}
