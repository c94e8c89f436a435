/** For people: 0.1234, 1,234, 1.2 × 10⁻⁷. */
export function shortNumber(value: number, digits = 4): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? '–' : value > 0 ? '∞' : '−∞';
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-3 || size >= 1e6)) {
    const [mantissa, exponent] = value.toExponential(digits - 2).split('e');
    const power = `10${superscript(Number(exponent))}`;
    return Number(mantissa) === 1 ? power : `${String(Number(mantissa)).replace('-', '−')} × ${power}`;
  }
  return Number(value.toPrecision(digits)).toLocaleString('en-GB', { maximumFractionDigits: 8 }).replace('-', '−');
}

function superscript(exponent: number): string {
  return [...String(exponent)].map((sign) => (sign === '-' ? '⁻' : '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(sign)]!)).join('');
}

export function shortSeconds(seconds: number): string {
  return seconds < 1 ? `${Math.round(1000 * seconds)} ms` : `${seconds.toFixed(seconds < 10 ? 1 : 0)} s`;
}

/** To three decimals, as requests are to be short. */
export const short = (value: number) => Math.round(1000 * value) / 1000;

/** 12, 3.5 → [12, 3.5]; whatever is no number is left out. */
export function numbersIn(text: string): number[] {
  return text
    .split(/[\s,;]+/)
    .filter((part) => part !== '')
    .map(Number)
    .filter(Number.isFinite);
}
