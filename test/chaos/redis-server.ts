import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { createServer } from 'node:net';

/** Redis as a process of its own, which forgets nothing that it has acknowledged, whenever it is killed. */
export class RedisServer {
  readonly port: number;
  readonly #folder: string;
  #child!: ChildProcess;
  #ended!: Promise<void>;

  private constructor(port: number, folder: string) {
    this.port = port;
    this.#folder = folder;
    process.once('exit', () => this.#child.kill('SIGKILL'));
  }

  /** @param port any free one unless given */
  static async start(folder: string, port?: number): Promise<RedisServer> {
    await mkdir(folder, { recursive: true });
    const redis = new RedisServer(port ?? (await freePort()), folder);
    await redis.#spawn();
    return redis;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  get pid(): number {
    return this.#child.pid!;
  }

  /** Kills it and starts it again with what it has kept. */
  async killAndRestart(): Promise<void> {
    await this.stop('SIGKILL');
    await this.#spawn();
  }

  async stop(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    this.#child.kill(signal);
    await this.#ended;
  }

  /** @throws Error when it is not there, or does not start */
  async #spawn(): Promise<void> {
    const settings = { bind: '127.0.0.1', port: this.port, dir: this.#folder, save: '', appendonly: 'yes', appendfsync: 'always' };
    const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
    const child = spawn('redis-server', args, { detached: true, stdio: ['ignore', 'pipe', 'inherit'] });
    this.#child = child;
    this.#ended = new Promise((resolve) => child.once('close', () => resolve()));
    let text = '';
    await new Promise<void>((resolve, reject) => {
      child.once('error', reject);
      child.stdout!.setEncoding('utf8').on('data', (piece: string) => {
        text += piece;
        if (text.includes('Ready to accept connections')) resolve();
      });
      child.once('close', () => reject(new Error(`redis-server ended: ${text.slice(-1000)}`)));
    });
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
