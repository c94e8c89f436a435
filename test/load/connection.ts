import { Agent, type IncomingMessage, request } from 'node:http';

export interface Question {
  method: 'GET' | 'PUT' | 'POST' | 'DELETE';
  path: string;
  headers?: Readonly<Record<string, string>>;
  body?: Uint8Array | string;
}

export interface Answer {
  status: number;
  headers: IncomingMessage['headers'];
  body: Buffer;
  ms: number;
}

/** Longer than the service itself makes anyone wait, and than a machine with other work needs. */
const LIMIT_MS = 60_000;

/** A client's one connection, kept alive from request to request. */
export class Connection {
  readonly #host: string;
  readonly #port: number;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });

  constructor(url: string) {
    const { hostname, port } = new URL(url);
    this.#host = hostname;
    this.#port = Number(port);
  }

  /**
   * Sends a request and reads its answer whole.
   *
   * A connection that the service had closed, as it may when nothing was said for a while, is opened again.
   *
   * @throws Error when there is none within the limit, or the connection ends before it
   */
  async ask(question: Question): Promise<Answer> {
    try {
      return await this.#send(question);
    } catch (error) {
      if (error instanceof ClosedMeanwhile) return this.#send(question);
      throw error;
    }
  }

  close(): void {
    this.#agent.destroy();
  }

  #send({ method, path, headers, body }: Question): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const start = performance.now();
      const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
      const outgoing = request({
        host: this.#host,
        port: this.#port,
        agent: this.#agent,
        method,
        path,
        headers: { ...headers, ...length },
      });
      const limit = setTimeout(() => outgoing.destroy(new Error(`no answer within ${LIMIT_MS / 1000} s`)), LIMIT_MS);
      const fail = (error: NodeJS.ErrnoException) => {
        clearTimeout(limit);
        reject(outgoing.reusedSocket && /^(ECONNRESET|EPIPE)$/.test(error.code ?? '') ? new ClosedMeanwhile() : error);
      };
      outgoing.once('error', fail);
      outgoing.once('response', (response) => {
        const pieces: Buffer[] = [];
        response.on('data', (piece: Buffer) => pieces.push(piece));
        response.once('error', fail);
        response.once('end', () => {
          clearTimeout(limit);
          const { statusCode: status = 0, headers } = response;
          resolve({ status, headers, body: Buffer.concat(pieces), ms: performance.now() - start });
        });
      });
      outgoing.end(body);
    });
  }
}

/** The connection was closed between two requests. */
class ClosedMeanwhile extends Error {}
