import { shortNumber } from '../formats/numbers.ts';

/** Numbers at an axis; of a logarithmic one those at 1, 2 and 5 alone. */
export function numberTicks(values: readonly (number | null)[], logarithmic: boolean): (string | null)[] {
  return values.map((value) => {
    if (value === null) return null;
    if (!logarithmic) return shortNumber(value);
    const leading = value / 10 ** Math.floor(Math.log10(value) + 1e-9);
    return [1, 2, 5].some((digit) => Math.abs(leading - digit) < 1e-6) ? shortNumber(value) : '';
  });
}
