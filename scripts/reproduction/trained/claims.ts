import { twoSidedQuantile } from '../../../src/empirical/verification/student-t.ts';
import { spreadOf } from './statistics.ts';

/** Something that a paper says and repeats can decide. */
export interface Claim {
  /** A clause: "a hypernetwork is behind both kernels at N = 50". */
  says: string;
  /** Of each repeat: a number that is above 0 where the claim holds. */
  margins: readonly number[];
}

export type Verdict = 'agrees' | 'disagrees' | 'undecided';

export interface Judged extends Claim {
  verdict: Verdict;
  mean: number;
  /** Half of the 95 % interval of the mean, by Student's t; infinite for a single repeat. */
  halfWidth: number;
}

/** Margins of what is larger, repeat by repeat. */
export function differences(larger: readonly number[], smaller: readonly number[]): number[] {
  return larger.map((value, repeat) => value - smaller[repeat]!);
}

const OUTSIDE = 0.05;

export function judge(claim: Claim): Judged {
  const { mean, error, count } = spreadOf(claim.margins);
  const halfWidth = count > 1 ? error * twoSidedQuantile(OUTSIDE, count - 1) : Number.POSITIVE_INFINITY;
  const verdict = Math.abs(mean) <= halfWidth ? 'undecided' : mean > 0 ? 'agrees' : 'disagrees';
  return { ...claim, verdict, mean, halfWidth };
}

/** One paragraph: what agrees, what does not, what these repeats leave open. */
export function paragraph(judged: readonly Judged[], agreement = 'Agrees with the paper'): string {
  const beginnings: readonly (readonly [Verdict, string])[] = [
    ['agrees', agreement],
    ['disagrees', 'Does not agree'],
    ['undecided', 'Not decided by these repeats'],
  ];
  return beginnings
    .flatMap(([verdict, beginning]) => {
      const clauses = judged
        .filter((claim) => claim.verdict === verdict)
        .map(({ says, ...rest }) => `${says} (${marginText(rest)})`);
      return clauses.length > 0 ? [`${beginning}: ${clauses.join('; ')}.`] : [];
    })
    .join(' ');
}

function marginText({ mean, halfWidth }: Omit<Judged, 'says'>): string {
  const text = (value: number) => Number(value.toPrecision(2)).toString().replace('-', '−');
  return Number.isFinite(halfWidth) ? `by ${text(mean)} ± ${text(halfWidth)}` : `by ${text(mean)}, once`;
}
