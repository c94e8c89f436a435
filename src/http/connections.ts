import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { HypertangentError } from '../errors.ts';
import type { RefusalReason } from '../operations/http-metrics.ts';
import { headersTooLarge } from './plugins/limits.ts';
import { problemOf } from './problem.ts';

export interface ConnectionLimits {
  maxConnections: number;
  /** How long a client may send nothing of its request, or take nothing of its answer. */
  stallMs: number;
  /** How long it may take to send a request. */
  requestTimeoutMs: number;
}

/** The problem has this long to reach a client that does not read. */
const FAREWELL_MS = 1000;

/** Cuts clients that stall, and takes no more connections than there may be. */
export class Connections {
  readonly #limits: ConnectionLimits;
  readonly #refused: (reason: RefusalReason) => void;
  /** The request that came last over each connection, and its answer. */
  readonly #exchanges = new WeakMap<Duplex, { request: IncomingMessage; response: ServerResponse }>();

  /** @param refused called for each request and connection that is not served */
  constructor(limits: ConnectionLimits, refused: (reason: RefusalReason) => void) {
    this.#limits = limits;
    this.#refused = refused;
  }

  guard(server: Server): void {
    const { maxConnections, stallMs } = this.#limits;
    server.maxConnections = maxConnections;
    server.on('drop', () => this.#refused('too_many_connections'));
    server.prependListener('request', (request, response) => this.#exchanges.set(request.socket, { request, response }));
    // Anything that is sent or taken, in part too, starts a connection's time anew.
    server.setTimeout(stallMs, (socket) => this.#stalled(socket));
  }

  /** Answers what Node's parser refuses: not HTTP, too large, or too late. */
  onClientError(error: NodeJS.ErrnoException, socket: Duplex): void {
    // Whoever resets the connection reads no answer.
    if (error.code === 'ECONNRESET' || !socket.writable) socket.destroy();
    else if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT') this.#refuse(socket, 'slow_request', tooSlow(this.#limits));
    else if (error.code === 'HPE_HEADER_OVERFLOW') this.#refuse(socket, 'headers_too_large', headersTooLarge());
    else this.#refuse(socket, 'malformed_http', notHttp());
  }

  #stalled(socket: Socket): void {
    const { request, response } = this.#exchanges.get(socket) ?? {};
    // Nothing is under way: a connection that was kept alive, or one that never said anything.
    if (!request || !response || response.closed) return void socket.destroy();
    if (socket.writableLength > 0) {
      this.#refused('slow_reader');
      // Streams of the answer end with their connection, and with them the files they read.
      socket.destroy();
    } else if (!request.complete && request.readableLength === 0) this.#refuse(socket, 'slow_request', tooSlow(this.#limits));
    // The client waits for us.
    else socket.setTimeout(this.#limits.stallMs);
  }

  #refuse(socket: Duplex, reason: RefusalReason, error: HypertangentError): void {
    this.#refused(reason);
    const begun = this.#exchanges.get(socket)?.response;
    if (!socket.writable || (begun?.headersSent && !begun.writableFinished)) return void socket.destroy();
    const problem = problemOf(error.toPlain());
    const body = JSON.stringify(problem);
    const head = [
      `HTTP/1.1 ${problem.status} ${problem.title}`,
      'Content-Type: application/problem+json',
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Connection: close',
    ];
    socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
    setTimeout(() => socket.destroy(), FAREWELL_MS).unref();
  }
}

function tooSlow({ stallMs, requestTimeoutMs }: ConnectionLimits): HypertangentError {
  const limitSeconds = requestTimeoutMs / 1000;
  const message = `a request must come within ${limitSeconds} s, and without a pause of ${stallMs / 1000} s`;
  return new HypertangentError('request_timeout', message, { limitSeconds });
}

function notHttp(): HypertangentError {
  return new HypertangentError('bad_request', 'the request is not HTTP that can be read', { reason: 'malformed request' });
}
