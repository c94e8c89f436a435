import { connect } from 'node:net';

const HEAD_BYTES = 64 * 1024;

/**
 * Sends a JSON request over a connection of its own and reads the answer's body into `into`; its part that was filled.
 *
 * The system writes into that memory and nothing is copied: HTTP clients that gather chunks take longer than the service
 * takes to send them, and would be what is measured.
 *
 * @throws Error when the answer is not a 200 with a Content-Length, or breaks off
 */
export function download(url: string, headers: Record<string, string>, body: string, into: Uint8Array): Promise<Uint8Array> {
  const { hostname, port, pathname } = new URL(url);
  const lines = Object.entries({ ...headers, host: hostname, 'content-length': String(Buffer.byteLength(body)) });
  const head = Buffer.allocUnsafe(HEAD_BYTES);
  let received = 0;
  let length = -1;
  return new Promise((resolve, reject) => {
    const take = (count: number): boolean => {
      received += count;
      if (length < 0) {
        const end = head.subarray(0, received).indexOf('\r\n\r\n');
        if (end < 0) return true;
        const text = head.toString('latin1', 0, end);
        length = Number(/^HTTP\/1.1 200 [\s\S]*\r\ncontent-length: (\d+)/i.exec(text)?.[1] ?? Number.NaN);
        if (!(length <= into.length)) socket.destroy(new Error(`the service answered ${text}`));
        into.set(head.subarray(end + 4, received));
        received -= end + 4;
      }
      if (received === length) {
        resolve(into.subarray(0, length));
        socket.destroy();
      }
      return true;
    };
    const buffer = () => (length < 0 ? head.subarray(received) : into.subarray(received, length));
    const socket = connect({ host: hostname, port: Number(port), onread: { buffer, callback: take } });
    socket.once('error', reject).once('close', () => reject(new Error(`the answer broke off after ${received} bytes`)));
    socket.write(`POST ${pathname} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body}`);
  });
}
