import { fillIds, type Ids } from './schema.ts';

/** A request as it is sent, and what may come of it. */
export interface Case {
  /** What is hostile about it, for people. */
  what: string;
  method: string;
  path: string;
  headers: [name: string, value: string][];
  body: Uint8Array | string;
  /** Sent in place of method, path and headers: what is no proper HTTP. */
  head?: string;
  /** valid: never 400; invalid: always an error; undefined: any answer in good form. */
  contract?: 'valid' | 'invalid';
  /** Whether the connection may end without an answer. */
  mayClose?: boolean;
  /** Pause between the bytes of the body. */
  pauseMs?: number;
  /** Whether the sending side closes after the body, so that nobody waits for more. */
  cut?: boolean;
}

/** The bytes of a request with real ids in it. */
export function bytesOf(request: Case, ids: Ids): { head: Buffer; body: Buffer } {
  const body = Buffer.from(typeof request.body === 'string' ? fillIds(request.body, ids) : request.body);
  const named = (name: string) => request.headers.some(([other]) => other.toLowerCase() === name);
  const lines = [
    `${request.method} ${request.path} HTTP/1.1`,
    ...(named('host') ? [] : ['Host: 127.0.0.1']),
    ...request.headers.map(([name, value]) => `${name}: ${value}`),
    ...(body.length === 0 || named('content-length') || named('transfer-encoding') ? [] : [`Content-Length: ${body.length}`]),
    'Connection: close',
  ];
  return { head: Buffer.from(`${fillIds(request.head ?? lines.join('\r\n'), ids)}\r\n\r\n`, 'latin1'), body };
}

/** The request for a shell: curl where it can send it, byte by byte where not. */
export function asCommand(request: Case, ids: Ids, url: string): string {
  const { head, body } = bytesOf(request, ids);
  if (request.head !== undefined || request.cut || request.pauseMs) {
    const { hostname, port } = new URL(url);
    return `echo ${Buffer.concat([head, body]).toString('base64')} | base64 -d | nc -q 5 ${hostname} ${port}`;
  }
  const headers = request.headers.map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`).join(' ');
  const target = `--path-as-is -X ${request.method} ${headers} ${quoted(url + fillIds(request.path, ids))}`;
  if (body.length === 0) return `curl -si ${target}`;
  const text = body.toString('utf8');
  if (Buffer.from(text).equals(body) && !/[\0@]/.test(text) && body.length < 4000)
    return `curl -si ${target} --data-binary ${quoted(text)}`;
  return `echo ${body.toString('base64')} | base64 -d | curl -si ${target} --data-binary @-`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
