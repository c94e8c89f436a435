import type { Claim } from '../trained/claims.ts';
import type { Measured } from './measure.ts';
import { METHODS } from './methods.ts';

/**
 * What is expected of each kernel. Margins are logarithms of ratios of errors, so that 1 is ten times less; the least one where
 * a claim compares several.
 */
export function claimsOf({ results }: Measured): Claim[] {
  const sorted = (values: Iterable<number>) => [...new Set(values)].sort((a, b) => a - b);
  const allShots = sorted(results.map(({ shots }) => shots));
  const sizes = sorted(results.map(({ tasks }) => tasks)).filter((tasks) => tasks > 0);
  const most = sizes.at(-1)!;
  const repeats = sorted(results.map(({ repeat }) => repeat));

  /** How far one is below another, by repeat, the least of all pairs. */
  const below = (says: string, pairs: readonly (readonly [lower: Place, higher: Place])[]): Claim[] => {
    if (pairs.length === 0) return [];
    const margin = (repeat: number) => pairs.map(([lower, higher]) => Math.log10(error(higher, repeat) / error(lower, repeat)));
    return [{ says, margins: repeats.map((repeat) => Math.min(...margin(repeat))) }];
  };
  const error = ({ method, shots, tasks }: Place, repeat: number) =>
    results.find((one) => one.method === method && one.shots === shots && one.tasks === tasks && one.repeat === repeat)!.mse;
  const place = (method: string, shots: number, tasks = most): Place => ({ method, shots, tasks });

  return [
    ...[METHODS.hyperkernel, METHODS.nngp].flatMap((kernel) => [
      ...below(
        `the ${kernel} over ${most} tasks is below kernel regression of each task alone`,
        allShots.flatMap((shots) =>
          [METHODS.gaussian, METHODS.aloneNngp].map((alone) => [place(kernel, shots), place(alone, shots, 0)] as const),
        ),
      ),
      ...below(
        `the ${kernel} is lower with ${allShots.slice(1).join(', ')} shots than with fewer`,
        allShots.slice(1).map((shots, k) => [place(kernel, shots), place(kernel, allShots[k]!)] as const),
      ),
      ...below(
        `the ${kernel} is lower with each of ${sizes.slice(1).join(', ')} tasks than with fewer`,
        allShots.flatMap((shots) =>
          sizes.slice(1).map((tasks, k) => [place(kernel, shots, tasks), place(kernel, shots, sizes[k]!)] as const),
        ),
      ),
    ]),
    ...below(
      'the NNGP is below the hyperkernel',
      allShots.map((shots) => [place(METHODS.nngp, shots), place(METHODS.hyperkernel, shots)] as const),
    ),
    ...[METHODS.hyperkernel, METHODS.nngp].flatMap((kernel) =>
      allShots.flatMap((shots) =>
        below(`with ${shots} shots the ${kernel} is below the trained hypernetwork`, [
          [place(kernel, shots), place(METHODS.trained, shots)],
        ]),
      ),
    ),
  ];
}

interface Place {
  method: string;
  shots: number;
  tasks: number;
}
