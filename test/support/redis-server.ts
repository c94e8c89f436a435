import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { Redis } from 'ioredis';
import { freePort } from '../../scripts/lib/free-port.ts';

/** Where Redis runs, and the address under which it is reached from here. */
export interface RedisMachine {
  /** What runs a command there. */
  command: readonly string[];
  address: string;
}

const THIS_MACHINE: RedisMachine = { command: [], address: '127.0.0.1' };

/** Redis as a process of its own, which forgets nothing that it has acknowledged, whenever it is killed. */
export class RedisServer {
  readonly port: number;
  readonly #folder: string;
  readonly #machine: RedisMachine;
  #child: ChildProcess | undefined;

  private constructor(port: number, folder: string, machine: RedisMachine) {
    this.port = port;
    this.#folder = folder;
    this.#machine = machine;
    process.once('exit', () => this.#child?.kill('SIGKILL'));
  }

  /**
   * @param port any free one unless given
   * @throws Error when it is not there, or does not start
   */
  static async start(folder: string, port?: number, machine: RedisMachine = THIS_MACHINE): Promise<RedisServer> {
    await mkdir(folder, { recursive: true });
    const redis = new RedisServer(port ?? (await freePort()), folder, machine);
    await redis.up();
    return redis;
  }

  get url(): string {
    return `redis://${this.#machine.address}:${this.port}`;
  }

  get pid(): number {
    return this.#child!.pid!;
  }

  /** Starts it, with what it wrote before. @throws Error when it does not start */
  async up(): Promise<void> {
    const { command, address } = this.#machine;
    // On a machine of its own it is reached under several addresses.
    const reached = address === THIS_MACHINE.address ? { bind: address } : { bind: '0.0.0.0', 'protected-mode': 'no' };
    const settings = { ...reached, port: this.port, dir: this.#folder, save: '', appendonly: 'yes', appendfsync: 'always' };
    const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
    const [program, ...rest] = [...command, 'redis-server', ...args];
    const child = spawn(program!, rest, { detached: true, stdio: ['ignore', 'pipe', 'inherit'] });
    this.#child = child;
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

  /** Ends it. */
  async down(signal: 'SIGTERM' | 'SIGKILL' = 'SIGKILL'): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined) return;
    child.kill(signal);
    await once(child, 'close');
  }

  /** Forgets everything. */
  async flush(): Promise<void> {
    await this.#ask((redis) => redis.flushall());
  }

  /** How many connections it has beside the one that asks. */
  async connections(): Promise<number> {
    const list = await this.#ask((redis) => redis.client('LIST'));
    return String(list).trim().split('\n').length - 1;
  }

  async #ask<Answer>(question: (redis: Redis) => Promise<Answer>): Promise<Answer> {
    const redis = new Redis(this.url);
    try {
      return await question(redis);
    } finally {
      redis.disconnect();
    }
  }
}
