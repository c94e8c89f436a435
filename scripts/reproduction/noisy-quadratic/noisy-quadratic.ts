import { mkdir } from 'node:fs/promises';
import { writeFiles } from '../trained/findings.ts';
import { type Remaining, remainingAtOnce } from './adapted-at-once.ts';
import { deviationsOf } from './deviations.ts';
import type { NoisyQuadraticOptions } from './options.ts';
import { panelsOf } from './panels.ts';
import { conclusion, verdictTable } from './report.ts';
import { type Verdict, verdictsOf } from './verdicts.ts';

/** A square θ, for which all printed products are defined, and one that is not. */
const SQUARE = { p: 3, d: 3 };
const TALL = { p: 4, d: 2 };

/** Every equation of the supplement's part B beside what it should be. */
export async function noisyQuadratic(options: NoisyQuadraticOptions): Promise<{ verdicts: Verdict[]; remaining: Remaining[] }> {
  const sizes = [SQUARE, TALL];
  const deviations = sizes.flatMap((size) => deviationsOf(size, options));
  const verdicts = verdictsOf(deviations, options.draws);
  const remaining = remainingAtOnce(SQUARE.p, options);
  await mkdir(options.output, { recursive: true });
  await writeFiles(options.output, {
    name: 'noisy-quadratic',
    csv: {
      head: ['equation', 'form', 'p', 'd', 'problem', 'draws', 'deviation'],
      rows: deviations.flatMap(({ form, sizes: { p, d }, problem, largest, trace }) => {
        const own = [form.equation, form.reading, p, d, problem];
        return [
          [...own, '', largest === null ? 'not defined' : rounded(largest)],
          ...trace.map(({ draws, rms }) => [...own, draws, rounded(rms)]),
        ];
      }),
    },
    panels: panelsOf(deviations.filter(({ sizes }) => sizes === SQUARE)),
    markdown: `${verdictTable(verdicts, sizes)}\n\n${conclusion(verdicts, remaining, options)}\n`,
  });
  return { verdicts, remaining };
}

const rounded = (value: number) => Number(value.toPrecision(5));
