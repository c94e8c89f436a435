import { shortNumber } from '../formats/numbers.ts';

/** Of a logarithmic axis those at 1, 2 and 5; null for the rest. */
export function mainTicks(_plot: unknown, values: readonly number[]): (number | null)[] {
  return values.map((value) => {
    const leading = value / 10 ** Math.floor(Math.log10(value) + 1e-9);
    return [1, 2, 5].some((digit) => Math.abs(leading - digit) < 1e-6) ? value : null;
  });
}

/** Numbers at an axis; of a logarithmic one at its main ticks. */
export function numberTicks(values: readonly (number | null)[], logarithmic: boolean): (string | null)[] {
  const shown = logarithmic
    ? mainTicks(
        undefined,
        values.filter((value) => value !== null),
      )
    : values;
  return values.map((value) => (value === null ? null : shown.includes(value) ? shortNumber(value) : ''));
}
