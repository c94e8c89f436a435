import { parseArgs } from 'node:util';

/**
 * Options that each take one value: what was given over the defaults.
 *
 * @throws Error on an option that is not among the defaults, one without its value, and anything else
 */
export function readOptions<Name extends string>(
  args: readonly string[],
  defaults: Readonly<Record<Name, string>>,
): Record<Name, string> {
  const names = Object.keys(defaults) as Name[];
  const options = Object.fromEntries(names.map((name) => [name, { type: 'string' as const }]));
  try {
    return { ...defaults, ...parseArgs({ args: [...args], options }).values };
  } catch (error) {
    const [problem] = (error as Error).message.split(/\.\s/);
    throw new Error(`${problem}; the options are ${names.map((name) => `--${name}`).join(', ')}`);
  }
}

/** The same for what `--quick` gives other defaults. */
export function readQuickOptions<Name extends string>(
  args: readonly string[],
  full: Readonly<Record<Name, string>>,
  quick: Readonly<Partial<Record<Name, string>>>,
): Record<Name, string> {
  const rest = args.filter((argument) => argument !== '--quick');
  return readOptions(rest, rest.length < args.length ? { ...full, ...quick } : full);
}

/** Integers from 1 to `most`, separated by commas. */
export function counts(option: string, text: string, most: number): number[] {
  return text.split(',').map((part) => count(option, part, most));
}

/** An integer from 1 to `most`. */
export function count(option: string, text: string, most: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= 1 && value <= most) return value;
  throw refusal(option, `an integer from 1 to ${most}`, text);
}

/** A number above 0. */
export function positive(option: string, text: string): number {
  const value = Number(text);
  if (value > 0 && Number.isFinite(value)) return value;
  throw refusal(option, 'a number above 0', text);
}

/** A number above 0 and at most 1. */
export function share(option: string, text: string): number {
  const value = Number(text);
  if (value > 0 && value <= 1) return value;
  throw refusal(option, 'a number above 0 and at most 1', text);
}

/** A number between 0 and 1, neither of them. */
export function tolerance(option: string, text: string): number {
  const value = Number(text);
  if (value > 0 && value < 1) return value;
  throw refusal(option, 'a number above 0 and below 1', text);
}

export function oneOf<Value extends string>(option: string, text: string, known: readonly Value[]): Value {
  const found = known.find((value) => value === text);
  if (found !== undefined) return found;
  throw refusal(option, known.join(' or '), text);
}

/** Those of `known` that `text` lists, in the order of `known`; at least one. */
export function someOf<Value extends string | number>(
  option: string,
  text: string,
  known: readonly Value[],
  separator: '' | ',',
): Value[] {
  const listed = text.split(separator);
  const found = known.filter((value) => listed.includes(String(value)));
  if (found.length > 0 && listed.every((part) => known.some((value) => String(value) === part))) return found;
  throw refusal(option, `one or more of ${known.join(', ')}, such as ${known.slice(0, 2).join(separator)}`, text);
}

function refusal(option: string, expected: string, text: string): Error {
  return new Error(`${option} must be ${expected}, got ${JSON.stringify(text)}`);
}
