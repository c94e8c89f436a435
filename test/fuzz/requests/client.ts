import { connect } from 'node:net';
import { bytesOf, type Case } from './case.ts';
import type { Ids } from './schema.ts';

export interface Answer {
  status: number;
  headers: Map<string, string>;
  body: Buffer;
  ms: number;
}

/** Sends a request over a connection of its own; undefined when that ends without an answer, or with half of one. */
export function send(request: Case, ids: Ids, port: number, timeoutMs: number): Promise<Answer | undefined> {
  const { head, body } = bytesOf(request, ids);
  const start = performance.now();
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = [];
    const socket = connect(port, '127.0.0.1');
    const timer = setTimeout(() => done(new Error(`no whole answer within ${timeoutMs} ms`)), timeoutMs);
    let drip: NodeJS.Timeout | undefined;
    const done = (error?: Error) => {
      clearTimeout(timer);
      clearInterval(drip);
      socket.destroy();
      const answer = parse(Buffer.concat(pieces), request.method);
      if (error && !answer) reject(error);
      else resolve(answer && { ...answer, ms: performance.now() - start });
    };
    socket.on('data', (piece) => {
      pieces.push(piece);
      if (parse(Buffer.concat(pieces), request.method)?.delimited) done();
    });
    // A server that refuses a body and closes may reset the connection after its answer.
    socket.once('error', () => done());
    socket.once('close', () => done());
    if (request.pauseMs === undefined) {
      socket.write(Buffer.concat([head, body]));
      if (request.cut) socket.end();
      return;
    }
    socket.write(head);
    let at = 0;
    drip = setInterval(() => (at < body.length ? socket.write(body.subarray(at, ++at)) : clearInterval(drip)), request.pauseMs);
  });
}

/** The answer as far as it is there; `delimited`: nothing belongs to it that may still come. */
function parse(bytes: Buffer, method: string): (Omit<Answer, 'ms'> & { delimited: boolean }) | undefined {
  const end = bytes.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const [first = '', ...lines] = bytes.subarray(0, end).toString('latin1').split('\r\n');
  const status = Number(first.split(' ')[1]);
  const rest = bytes.subarray(end + 4);
  // 100 Continue comes before the answer.
  if (status >= 100 && status < 200) return parse(rest, method);
  const headers = new Map(
    lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
  );
  if (method === 'HEAD' || status === 204) return { status, headers, body: Buffer.alloc(0), delimited: true };
  const body = headers.get('transfer-encoding') === 'chunked' ? unchunked(rest) : rest;
  if (body === undefined || body.length < Number(headers.get('content-length') ?? 0)) return undefined;
  const delimited = headers.has('content-length') || headers.has('transfer-encoding');
  return { status, headers, body: body.subarray(0, Number(headers.get('content-length') ?? body.length)), delimited };
}

function unchunked(bytes: Buffer): Buffer | undefined {
  const chunks: Buffer[] = [];
  for (let at = 0; ; ) {
    const line = bytes.indexOf('\r\n', at);
    if (line < 0) return undefined;
    const length = Number.parseInt(bytes.toString('latin1', at, line), 16);
    if (length === 0) return Buffer.concat(chunks);
    chunks.push(bytes.subarray(line + 2, line + 2 + length));
    at = line + 2 + length + 2;
  }
}
