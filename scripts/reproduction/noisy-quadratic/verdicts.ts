import { twoSidedQuantile } from '../../../src/empirical/verification/student-t.ts';
import type { Deviation } from './deviations.ts';
import type { Form } from './equations.ts';

/** Relative; finite differences leave some 1e-12. */
const MOST_FROM_DIFFERENCES = 1e-8;
/** Chance that a right mean is called wrong, over all of its entries and problems. */
const CHANCE = 1e-3;

export interface Verdict {
  form: Form;
  holds: boolean;
  /** Largest deviation over all problems, by sizes in their order; null where the form is not defined. */
  largest: (number | null)[];
}

/** A form is refuted by any problem in which it is off. */
export function verdictsOf(deviations: readonly Deviation[], draws: number): Verdict[] {
  const forms = [...new Set(deviations.map(({ form }) => form))];
  const sizes = [...new Set(deviations.map(({ sizes }) => sizes))];
  return forms.map((form) => {
    const own = deviations.filter((deviation) => deviation.form === form);
    const entries = own.reduce((sum, { sizes: { p, d } }) => sum + (form.by === 'theta' ? p * d : d), 0);
    const most = form.expected ? twoSidedQuantile(CHANCE / entries, draws - 1) : MOST_FROM_DIFFERENCES;
    const largest = sizes.map((size) => {
      const found = own.flatMap((deviation) => (deviation.sizes === size && deviation.largest !== null ? deviation.largest : []));
      return found.length > 0 ? Math.max(...found) : null;
    });
    return { form, holds: largest.every((value) => value !== null && value <= most), largest };
  });
}
