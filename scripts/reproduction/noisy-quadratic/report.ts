import { markdownTable } from '../../lib/table.ts';
import type { Remaining } from './adapted-at-once.ts';
import type { Measurement } from './deviations.ts';
import type { Sizes } from './problem.ts';
import type { Verdict } from './verdicts.ts';

/** Each form with its verdict, in Markdown. */
export function verdictTable(verdicts: readonly Verdict[], sizes: readonly Sizes[]): string {
  const columns = sizes.map(({ p, d }) => `p = ${p}, d = ${d}`);
  const rows = verdicts.map(({ form, holds, largest }) => [
    `(${form.equation})`,
    `${form.expected ? 'E ' : ''}∂L̃/∂${form.by === 'theta' ? 'θ' : 'α₀'}`,
    form.tasks === 'same' ? 'one' : 'two',
    form.reading,
    holds ? 'right' : 'wrong',
    ...largest.map((value) => (value === null ? 'not defined' : deviationText(value, form.expected))),
  ]);
  const texts = ['equation', 'of', 'tasks', 'form', 'verdict'];
  return markdownTable([...texts, ...columns], rows, texts.length);
}

function deviationText(value: number, expected: boolean): string {
  if (expected) return `${Number(value.toPrecision(2))} s.e.`;
  return value > 0.01 ? String(Number(value.toPrecision(2))) : value.toExponential(0).replace('-', '−');
}

/** What agrees with the supplement and what does not, as measured. */
export function conclusion(verdicts: readonly Verdict[], remaining: readonly Remaining[], { draws }: Measurement): string {
  const printed = verdicts.filter(({ form }) => form.reading.endsWith('as printed'));
  const list = (wanted: boolean) =>
    printed
      .filter(({ holds }) => holds === wanted)
      .map(
        ({ form }) =>
          `(${form.equation})${form.reading
            .replace('as printed', '')
            .replace(', ', '')
            .replace(/^(?=.)/, ' ')}`,
      )
      .join(', ');
  const corrected = verdicts
    .filter(({ form, holds }) => holds && !form.reading.endsWith('as printed'))
    .map(({ form }) => `(${form.equation}) with ${form.reading}`);
  const most = (of: (one: Remaining) => number) => Math.max(...remaining.map(of));
  const text = (value: number) => Number(value.toPrecision(2));
  return [
    `Right as printed: ${list(true)}. Wrong as printed: ${list(false)}. Right when corrected: ${corrected.join('; ')}.`,
    `Where γθθᵀH = I the gradients of one task are 0 (entries of ${most(({ same }) => same)
      .toExponential(0)
      .replace('-', '−')} beside those of two tasks),`,
    `not only their means; with independent tasks that of α₀ is, and the mean of θ's is not: over ${draws} draws it is at least`,
    `${text(Math.min(...remaining.map(({ fromZero }) => fromZero)))} standard errors from 0 in every problem, and at most`,
    `${text(most(({ fromFormula }) => fromFormula))} from 2γHΣHθ.`,
  ].join(' ');
}
