import { HypertangentError } from './errors.ts';

/** Values of settings, read from text. Each throws `invalid_value`, naming the variable. */

export function integer(text: string, variable: string, minimum: number, maximum = Number.MAX_SAFE_INTEGER): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= minimum && value <= maximum) return value;
  throw invalid(variable, `an integer from ${minimum} to ${maximum}`, text);
}

/** At most a hundred years, in milliseconds. */
export function hours(text: string, variable: string): number {
  return 3_600_000 * integer(text, variable, 0, 876_000);
}

export function oneOf<Word extends string>(text: string, variable: string, allowed: readonly Word[]): Word {
  if ((allowed as readonly string[]).includes(text)) return text as Word;
  throw invalid(variable, `one of ${allowed.join(', ')}`, text);
}

/** @throws HypertangentError `invalid_value` */
export function redisUrl(text: string, variable: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && /^rediss?:$/.test(url.protocol) && url.hostname !== '') return text;
  // It may have a password.
  throw invalid(variable, 'the URL of a Redis server: redis://host:6379', text.replace(/\/\/[^@]*@/, '//…@'));
}

function invalid(variable: string, expected: string, received: string): HypertangentError {
  return new HypertangentError('invalid_value', `${variable} must be ${expected}, got ${JSON.stringify(received)}`, {
    path: variable,
    expected,
    received,
  });
}
