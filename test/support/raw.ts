import { connect, type Socket } from 'node:net';

/** What fetch would not send: requests byte by byte. */
export interface RawReply {
  status: number;
  head: string;
  body: string;
}

/** Sends `head` (without its empty line) and then `body`, chunk by chunk as fast as they are taken; reads until the answer is whole. */
export async function rawRequest(port: number, head: string[], body: Iterable<Uint8Array | string> = []): Promise<RawReply> {
  const socket = connect(port, '127.0.0.1');
  try {
    return await Promise.race([answer(socket), send(socket, head, body)]);
  } finally {
    socket.destroy();
  }
}

async function send(socket: Socket, head: string[], body: Iterable<Uint8Array | string>): Promise<never> {
  socket.write(`${head.join('\r\n')}\r\n\r\n`);
  for (const chunk of body) {
    if (socket.destroyed) break;
    if (!socket.write(chunk)) await new Promise((resolve) => socket.once('drain', resolve).once('close', resolve));
  }
  return new Promise(() => {});
}

function answer(socket: Socket): Promise<RawReply> {
  return new Promise((resolve, reject) => {
    let text = '';
    socket.setEncoding('latin1').on('data', (piece) => {
      text += piece;
      const end = text.indexOf('\r\n\r\n');
      const length = /content-length: (\d+)/i.exec(text.slice(0, Math.max(0, end)));
      if (end < 0 || text.length < end + 4 + Number(length?.[1] ?? 0)) return;
      resolve({ status: Number(text.split(' ')[1]), head: text.slice(0, end), body: text.slice(end + 4) });
    });
    socket.once('error', reject).once('close', () => reject(new Error(`the connection closed after: ${JSON.stringify(text)}`)));
  });
}

/** A connection whose pace is that of the test. */
export class RawConnection {
  readonly socket: Socket;
  /** What has come so far. */
  text = '';
  /** Resolves to how many milliseconds after its opening the other side has closed it. */
  readonly closed: Promise<number>;

  constructor(port: number) {
    const start = performance.now();
    this.socket = connect(port, '127.0.0.1');
    this.socket.setEncoding('latin1').on('data', (piece) => {
      this.text += piece;
    });
    // A reset closes it, too.
    this.socket.on('error', () => {});
    this.closed = new Promise((resolve) => {
      this.socket.once('close', () => resolve(performance.now() - start));
    });
  }

  /** Reads on until this many more bytes have come, or none will; then pauses. */
  take(bytes: number): Promise<void> {
    const end = this.text.length + bytes;
    return new Promise((resolve) => {
      const look = () => {
        if (this.text.length < end) return;
        this.socket.off('data', look).pause();
        resolve();
      };
      this.socket.on('data', look).resume();
      void this.closed.then(() => resolve());
    });
  }

  send(lines: string[]): void {
    this.socket.write(lines.join('\r\n'));
  }
}
