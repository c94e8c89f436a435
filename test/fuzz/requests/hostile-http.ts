import fc from 'fast-check';
import type { Case } from './case.ts';
import { IDS } from './schema.ts';

const MEDIA = [
  'application/json; charset=utf-16',
  'application/json;charset=',
  'APPLICATION/JSON',
  'application/json; ;;',
  'application/json, text/plain',
  'application/problem+json',
  'text/plain',
  'text/json',
  'application/x-npy',
  'application/x-npz',
  'application/octet-stream',
  'multipart/form-data; boundary=x',
  'application/x-www-form-urlencoded',
  '',
  ';',
  '/',
  '*/*',
  'application/*',
  `application/json; x="${'y'.repeat(3000)}"`,
  'application/json\t',
  '__proto__',
  'constructor',
  'application/jsonx',
  'xapplication/json',
];
const ACCEPTS = [
  '',
  '*/*',
  'application/x-npy',
  'application/x-npz',
  'image/png',
  'text/event-stream',
  'text/html',
  'application/json;q=0',
  '*/*;q=0',
  'q=1',
  ';',
  'application/json;q=abc',
  `${'a/b,'.repeat(1500)}*/*`,
  'application/x-npy;q=0.5, application/json;q=0.4',
  '__proto__',
];
const PREFERS = [
  'respond-async',
  'wait=0',
  'wait=99999999999999999999',
  'wait=-1',
  'wait=1e9',
  'respond-async, wait=1',
  'respond-async;x="',
  ',,,,',
  'x'.repeat(4000),
  'wait="0"',
  'WAIT = 0',
  '\xff\xfe',
];
const OTHERS: [string, string][] = [
  ['Expect', '100-continue'],
  ['Expect', 'a miracle'],
  ['Content-Encoding', 'gzip'],
  ['Content-Encoding', 'x'],
  ['Origin', 'null'],
  ['X-HTTP-Method-Override', 'DELETE'],
  ['Upgrade', 'websocket'],
  ['Upgrade', 'h2c'],
  ['Range', 'bytes=0-0'],
  ['If-None-Match', '*'],
  ['Host', 'a b'],
  ['Host', ''],
  ['X-Request-Id', 'x'.repeat(2000)],
  ['X', 'y'.repeat(20_000)],
  ['Content-Type', 'text/plain'],
  ['accept-version', '9'],
  ['TE', 'trailers'],
  ['X-Forwarded-For', '::'],
];

/** A request with headers that say something else. */
export function hostileHeaders(request: Case): fc.Arbitrary<Case> {
  const without = (name: string) => request.headers.filter(([other]) => other.toLowerCase() !== name);
  const named = (name: string, values: string[]) =>
    fc.constantFrom(...values).map((value) => ({
      ...request,
      headers: [...without(name), [name, value] as [string, string]],
      what: `${name}: ${value.slice(0, 40)}`,
    }));
  const { contract: _, ...rest } = request;
  const open = (changed: Case): Case => ({ ...rest, ...changed, contract: undefined as never });
  return fc
    .oneof(
      named('content-type', MEDIA),
      named('accept', ACCEPTS),
      named('prefer', PREFERS),
      fc.constantFrom(...OTHERS).map(([name, value]) => ({
        ...request,
        headers: [...request.headers, [name, value] as [string, string]],
        what: `${name}: ${value.slice(0, 40)}`,
      })),
    )
    .map((changed) => ({ ...open(changed), mayClose: request.mayClose === true || /^(Upgrade|Expect|Host|X)/.test(changed.what) }));
}

const CHUNKS = [
  '5\r\nabcde\r\n0\r\n\r\n',
  'zz\r\nabc',
  '-1\r\n',
  'FFFFFFFFFFFFFFFFF\r\nx',
  '5;ext=1\r\nabcde\r\n0\r\nTrailer: x\r\n\r\n',
  '0\r\n\r\nGET / HTTP/1.1\r\n\r\n',
  '1\r\n{\r\n1\r\n}\r\n0\r\n\r\n',
  `${'1\r\nx\r\n'.repeat(2000)}0\r\n\r\n`,
  '5\r\nabc',
  '\r\n\r\n',
  '0x5\r\nabcde\r\n0\r\n\r\n',
];

/** A request whose length, framing or first line is not what it says. */
export function hostileFraming(request: Case): fc.Arbitrary<Case> {
  const length = Buffer.byteLength(request.body);
  const framed = (what: string, headers: [string, string][], body: Case['body'] = request.body): Case => ({
    ...request,
    what,
    headers: [...request.headers, ...headers],
    body,
    contract: undefined as never,
    mayClose: true,
    cut: true,
  });
  const first = (line: string): Case => ({
    ...request,
    what: `the line ${JSON.stringify(line.slice(0, 40))}`,
    head: `${line}\r\nHost: x\r\nConnection: close`,
    body: '',
    contract: undefined as never,
    mayClose: true,
    cut: true,
  });
  return fc.oneof(
    fc
      .constantFrom(
        String(length + 1),
        String(length + 100_000),
        '9'.repeat(15),
        '9'.repeat(30),
        '-1',
        '1e3',
        '0x10',
        '+5',
        `${length}, ${length}`,
        '',
        ' ',
      )
      .map((value) => framed(`Content-Length: ${value} of ${length}`, [['Content-Length', value]])),
    fc
      .constantFrom(0, Math.floor(length / 2), Math.max(0, length - 1))
      .map((short) => framed(`Content-Length: ${short} of ${length}`, [['Content-Length', String(short)]])),
    fc
      .constantFrom(...CHUNKS)
      .map((chunks) => framed(`chunks ${JSON.stringify(chunks.slice(0, 30))}`, [['Transfer-Encoding', 'chunked']], chunks)),
    fc
      .constantFrom('chunked, chunked', 'gzip, chunked', 'xchunked', 'identity', 'chunked\r\nContent-Length: 3')
      .map((coding) => framed(`Transfer-Encoding: ${coding}`, [['Transfer-Encoding', coding]])),
    fc
      .constantFrom(
        'GET',
        'GET / HTTP/9.9',
        'GET  / HTTP/1.1',
        'get / HTTP/1.1',
        'PRI * HTTP/2.0',
        'GET http://other/v1/system HTTP/1.1',
        'GET * HTTP/1.1',
        'OPTIONS * HTTP/1.1',
        'CONNECT a:1 HTTP/1.1',
        '\x16\x03\x01',
        'GET /v1/sys\0tem HTTP/1.1',
        `GET /${'a'.repeat(20_000)} HTTP/1.1`,
        'GET /v1/system HTTP/1.0',
        'GET /v1/system HTTP/1.1\r\nA',
        'GET /v1/system HTTP/1.1\r\n B: folded',
        'GET /\xff HTTP/1.1',
      )
      .map(first),
  );
}

/** A body that comes too slowly, or stops coming. */
export function slow(request: Case): Case {
  const stuck: Case = { ...request, what: 'a body that comes byte by byte', pauseMs: 200, mayClose: true };
  delete stuck.contract;
  return stuck;
}

const SEGMENTS = [
  '%2e%2e',
  '%2e%2e%2f%2e%2e%2fetc%2fpasswd',
  '..',
  '../..',
  '..%5c..%5c',
  '%00',
  'a%00b',
  '%',
  '%zz',
  '%c0%ae%c0%ae',
  '%ff',
  '%ed%a0%80',
  '%F0%9F%98%80',
  'a%2fb',
  'a%0d%0aX: y',
  '.',
  '',
  '-',
  'x'.repeat(128),
  'x'.repeat(129),
  'x'.repeat(256),
  'x'.repeat(257),
  'x'.repeat(8000),
  '*',
  ':array_id',
  '{array_id}',
  '__proto__',
  'constructor',
  'NaN',
  '%E2%80%AE',
  '%25%32%65',
  '00000000-0000-0000-0000-000000000000',
  '------------------------------------',
  'CON',
  'a;b',
  'a%3fb',
  '%23',
];
const QUERIES = [
  '?',
  '?a=1',
  '?__proto__=1',
  '?a[]=1&a[]=2',
  `?${'a=1&'.repeat(1500)}`,
  '?%',
  '?%00',
  '?constructor',
  '?a=%ff',
  '??',
  '#x',
  ';x=1',
  '?array_id=x',
  '/',
  '//',
  '/%2e%2e/system',
];

/** A path with another id in it, or more behind it; `template` as in OpenAPI. */
export function hostilePath(template: string): fc.Arbitrary<string> {
  const ids = /\{\w+\}/.test(template);
  const filled = fc.constantFrom(...SEGMENTS).map((segment) => template.replace(/\{\w+\}/, () => segment));
  const more = fc
    .tuple(fc.constantFrom(...QUERIES), fc.constantFrom('x', IDS.array, IDS.regression))
    .map(([query, id]) => template.replace(/\{\w+\}/, id) + query);
  const spelled = fc.constantFrom(
    template.toUpperCase(),
    `/${template}`,
    template.replace('v1', 'v%31'),
    template.replace('/v1/', '/v1//'),
    template.replace('/v1', '/v1/../v1'),
    template.replaceAll('/', '\\'),
  );
  return ids ? fc.oneof({ weight: 3, arbitrary: filled }, more, spelled) : fc.oneof(more, spelled);
}
