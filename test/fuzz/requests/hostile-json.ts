import fc from 'fast-check';

const LITERALS = [
  '1e308',
  '-1e308',
  '1e999',
  '-1e999',
  '9007199254740993',
  '-0',
  '-0.0',
  '1e-320',
  '5e-324',
  '1e-999',
  '0.1e1',
  '1E+2',
  '18446744073709551616',
  '9'.repeat(400),
  `0.${'1'.repeat(5000)}`,
  'NaN',
  'Infinity',
  '-Infinity',
  '+1',
  '01',
  '.5',
  '1.',
  '0x10',
  '1_000',
  '1n',
  'undefined',
  'null',
  'true',
  '[]',
  '{}',
  '""',
  '[[]]',
  '[null]',
  '"1"',
  '-',
  '1e',
  '١',
];
const STRINGS = [
  '""',
  '"\\ud800"',
  '"\\udc00\\ud800"',
  '"\\u0000"',
  '"%s%n%x"',
  '"../../etc/passwd"',
  '"__proto__"',
  '"constructor"',
  '"toString"',
  '"𝟙 \\u202e"',
  `"${'x'.repeat(100_000)}"`,
  `"${'\\u0000'.repeat(2000)}"`,
  '"\\x"',
  '"\\u12"',
  '"\n"',
  "'x'",
  '"x',
  'null',
  '5',
  '{"__proto__":{}}',
  `{"${'k'.repeat(5000)}":1}`,
  '["x"]',
];
const KEYS = [
  '"__proto__":{"polluted":1}',
  '"\\u005f_proto__":{"polluted":1}',
  '"constructor":{"prototype":{"polluted":1}}',
  '"prototype":{}',
  '"toString":1',
  '"hasOwnProperty":1',
  '"":1',
  '"\\ud800":1',
  `"${'k'.repeat(70_000)}":1`,
  '"type":"mlp"',
  '"x":[[1]]',
  '"kind":"none"',
  '"length":-1',
  '"then":1',
  '"toJSON":1',
];
const DEPTHS = [50, 99, 100, 101, 5000, 60_000];

type Change = (text: string) => fc.Arbitrary<string>;

/** Replaces one of the matches of a pattern. */
const replacing =
  (pattern: RegExp, by: (found: string) => fc.Arbitrary<string>): Change =>
  (text) => {
    const found = [...text.matchAll(pattern)];
    if (found.length === 0) return fc.constant(text);
    return fc
      .constantFrom(...found)
      .chain((match) =>
        by(match[0]).map((value) => text.slice(0, match.index) + value + text.slice(match.index + match[0].length)),
      );
  };

const NUMBER = /(?<![\w".])-?\d+(?:\.\d+)?(?:e[+-]?\d+)?/g;
const nested = fc
  .tuple(fc.constantFrom(...DEPTHS), fc.constantFrom(['[', ']'], ['{"a":', '}'], ['[{"a":', '}]']), fc.boolean())
  .map(([depth, [open, close], closed]) => open!.repeat(depth) + 1 + (closed ? close!.repeat(depth) : ''));

/** Changes of valid JSON that leave it hostile, well-formed or not. */
const CHANGES: Record<string, Change> = {
  number: replacing(NUMBER, () => fc.constantFrom(...LITERALS)),
  'two numbers': (text) => CHANGES.number!(text).chain((once) => CHANGES.number!(once)),
  string: replacing(/"[^"\\]*"(?=[,}\]])/g, () => fc.constantFrom(...STRINGS)),
  'a key more': replacing(/\{/g, () => fc.constantFrom(...KEYS).map((key) => `{${key},`)),
  'a key twice': replacing(/"\w+":(?:"[^"]*"|[\d.]+|\[\[?[\d.,-]*)/g, (found) =>
    fc.constantFrom(`${found.split(':')[0]}:null,${found}`, `${found},${found}`),
  ),
  nesting: replacing(NUMBER, () => nested),
  'all nesting': () => nested,
  cut: (text) => fc.nat(text.length).map((length) => text.slice(0, length)),
  'text after it': (text) =>
    fc.constantFrom('}', ' x', '\0', '{}', ',', '\n\n', '//', `${' '.repeat(50_000)}`).map((end) => text + end),
  'text before it': (text) =>
    fc.constantFrom('\ufeff', '\0', ")]}',\n", '/**/', ' '.repeat(50_000), '\v').map((start) => start + text),
  'too long': (text) => fc.constant(`${text.slice(0, -1)},"pad":"${'x'.repeat(300_000)}"}`),
};

/** JSON text that is hostile, from a valid one. */
export function hostileJson(text: string): fc.Arbitrary<{ what: string; body: string | Uint8Array }> {
  const changed = fc
    .constantFrom(...Object.keys(CHANGES))
    .chain((what) => CHANGES[what]!(text).map((body) => ({ what: `JSON: ${what}`, body: body as string | Uint8Array })));
  const encoded = fc.constantFrom<[string, Uint8Array]>(
    ['UTF-16', Buffer.from(text, 'utf16le')],
    ['UTF-16 with a mark', Buffer.from(`\ufeff${text}`, 'utf16le')],
    ['bytes that are no UTF-8', Buffer.from(text.replace(/"(\w)/, '"\xff\xc0\x80$1'), 'latin1')],
    [
      'a surrogate in UTF-8',
      Buffer.concat([Buffer.from(text.slice(0, -1)), Buffer.from([0x2c, 0x22, 0xed, 0xa0, 0x80, 0x22, 0x3a, 0x31, 0x7d])]),
    ],
  );
  return fc.oneof(
    { weight: 12, arbitrary: changed },
    { weight: 1, arbitrary: encoded.map(([what, body]) => ({ what: `JSON: ${what}`, body })) },
  );
}
