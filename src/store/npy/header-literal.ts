import { unsupportedDtype } from './dtype.ts';
import { malformedNpy, quoted } from './errors.ts';

/** The three entries of a .npy header, not yet checked against each other. */
export interface HeaderLiteral {
  descr: string;
  fortranOrder: boolean;
  shape: number[];
}

/** More axes than this are refused: nothing in this service has more than four. */
export const MAX_AXES = 8;

const PARSERS = {
  descr: parseDescr,
  fortran_order: parseBoolean,
  shape: parseShape,
};

/**
 * Parses the Python literal `{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), }`.
 *
 * Nothing is evaluated and nothing nests: the grammar is one dict with exactly these keys, in any
 * order, with optional white space and a trailing comma.
 */
export function parseHeaderLiteral(text: string): HeaderLiteral {
  const scanner = new Scanner(text);
  const entries: Record<string, unknown> = Object.create(null);
  scanner.expect(/\{/y, "'{'");
  while (!scanner.accept(/\}/y)) {
    const key = parseString(scanner);
    if (!Object.hasOwn(PARSERS, key)) throw malformedNpy(`unknown key ${quoted(key)} in the header`);
    if (key in entries) throw malformedNpy(`key '${key}' stands twice in the header`);
    scanner.expect(/:/y, "':'");
    entries[key] = PARSERS[key as keyof typeof PARSERS](scanner);
    if (scanner.accept(/,/y)) continue;
    scanner.expect(/\}/y, "',' or '}'");
    break;
  }
  scanner.expectEnd();
  for (const key of Object.keys(PARSERS)) if (!(key in entries)) throw malformedNpy(`key '${key}' is missing in the header`);
  return {
    descr: entries.descr as string,
    fortranOrder: entries.fortran_order as boolean,
    shape: entries.shape as number[],
  };
}

function parseDescr(scanner: Scanner): string {
  if (!/^[[({]/.test(scanner.rest())) return parseString(scanner);
  const received = scanner.rest();
  throw unsupportedDtype(received, 'Structured dtypes are not supported: send one plain array per field');
}

function parseString(scanner: Scanner): string {
  return scanner.expect(/'[^'"\\\n]*'|"[^'"\\\n]*"/y, 'a quoted string').slice(1, -1);
}

function parseBoolean(scanner: Scanner): boolean {
  return scanner.expect(/(?:True|False)\b/y, 'True or False') === 'True';
}

/** A tuple of lengths: `()`, `(3,)`, `(3, 4)`; Python 2's `3L` is understood. */
function parseShape(scanner: Scanner): number[] {
  const shape: number[] = [];
  let separated = true;
  scanner.expect(/\(/y, "'('");
  while (!scanner.accept(/\)/y)) {
    if (!separated) throw scanner.unexpected("',' or ')'");
    const length = Number.parseInt(scanner.expect(/(?:0|[1-9][0-9]*)L?(?![\w.])/y, 'a non-negative integer'), 10);
    if (!Number.isSafeInteger(length)) throw malformedNpy('an axis of the shape is longer than 2^53');
    if (shape.length === MAX_AXES) throw malformedNpy(`the shape has more than ${MAX_AXES} axes`);
    shape.push(length);
    separated = scanner.accept(/,/y);
  }
  if (shape.length === 1 && !separated) throw malformedNpy("the shape is a number in parentheses, not a tuple such as '(3,)'");
  return shape;
}

/** Walks over the text token by token, skipping white space before each; patterns are sticky. */
class Scanner {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  accept(pattern: RegExp): boolean {
    return this.#match(pattern) !== undefined;
  }

  expect(pattern: RegExp, expected: string): string {
    const token = this.#match(pattern);
    if (token === undefined) throw this.unexpected(expected);
    return token;
  }

  expectEnd(): void {
    if (this.rest() !== '') throw this.unexpected('the end');
  }

  /** What is left, without leading white space. */
  rest(): string {
    this.#skipSpace();
    return this.#text.slice(this.#at);
  }

  unexpected(expected: string): Error {
    return malformedNpy(`the header has ${quoted(this.rest().slice(0, 20))} where ${expected} should stand`);
  }

  #match(pattern: RegExp): string | undefined {
    this.#skipSpace();
    pattern.lastIndex = this.#at;
    const token = pattern.exec(this.#text)?.[0];
    if (token !== undefined) this.#at += token.length;
    return token;
  }

  #skipSpace(): void {
    while (' \t\r\n\f'.includes(this.#text[this.#at] ?? 'end')) this.#at++;
  }
}
