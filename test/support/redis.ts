import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { testMissing } from './required.ts';

/** A Redis server of the test's own, on a free port of this machine; it is gone when the test file ends. */
export class RedisServer {
  readonly port: number;
  readonly #folder: string;
  #child: ChildProcess | undefined;

  private constructor(port: number, folder: string) {
    this.port = port;
    this.#folder = folder;
  }

  /** undefined where there is no redis-server; the file's tests are skipped then, or fail where it is required. */
  static async start(): Promise<RedisServer | undefined> {
    const probe = spawn('redis-server', ['--version'], { stdio: 'ignore' });
    const found = await Promise.race([once(probe, 'exit').then(([code]) => code === 0), once(probe, 'error').then(() => false)]);
    if (!found) {
      testMissing('redis', 'there is no redis-server (Debian: apt-get install redis-server)');
      return undefined;
    }
    const server = new RedisServer(await freePort(), await mkdtemp(join(tmpdir(), 'hypertangent-redis-')));
    await server.up();
    after(async () => {
      await server.down();
      await rm(server.#folder, { recursive: true, force: true });
    });
    return server;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** Starts it, with what it wrote before. */
  async up(): Promise<void> {
    const settings = { port: this.port, bind: '127.0.0.1', dir: this.#folder, save: '', appendonly: 'yes', appendfsync: 'always' };
    const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
    this.#child = spawn('redis-server', args, { stdio: 'ignore' });
    const redis = new Redis(this.url, { maxRetriesPerRequest: null, retryStrategy: () => 50 });
    redis.on('error', () => {});
    while ((await redis.ping().catch(() => '')) !== 'PONG') await sleep(20);
    redis.disconnect();
  }

  /** Kills it. */
  async down(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }

  /** Forgets everything. */
  async flush(): Promise<void> {
    const redis = new Redis(this.url);
    await redis.flushall();
    redis.disconnect();
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  return port;
}
