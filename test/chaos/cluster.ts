import { mkdir, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { commandOf, processesWith, startedBy } from '../support/proc.ts';
import { RedisServer } from '../support/redis-server.ts';
import { type Entry, SpawnedProgram, SpawnedService, type SpawnOptions } from '../support/spawned-service.ts';
import type { Ledger } from './ledger.ts';

export interface ClusterOptions {
  entry: Entry;
  /** Where everything's files go. */
  folder: string;
  /** Processes that take jobs from Redis; 0: the server runs its jobs itself. */
  workers: number;
  /** Of Redis; any free one unless given. */
  redisPort?: number;
}

/** A starting server is killed before it, too. */
export const VICTIMS = ['server', 'starting server', 'runner', 'worker', 'redis'] as const;
export type Victim = (typeof VICTIMS)[number];

/** Folders of the data directory. */
const FOLDERS = ['arrays', 'jobs', 'regressions', 'checkpoints'];
/** Processes whose parent was killed are gone after this. */
const ORPHAN_MS = 10_000;
/** A server takes about as long to start. */
const STARTING_MS = 1000;

/** A service with all its processes, each of which can be killed and is then started again. */
export class Cluster {
  readonly dataDir: string;
  readonly logPath: string;
  readonly #ledger: Ledger;
  readonly #redis: RedisServer | undefined;
  readonly #spawn: SpawnOptions;
  #server!: SpawnedService;
  #workers: SpawnedProgram[] = [];
  readonly #unswept = new Set<string>();

  private constructor({ entry, folder }: ClusterOptions, ledger: Ledger, redis: RedisServer | undefined) {
    this.dataDir = join(folder, 'data');
    this.logPath = join(folder, 'log');
    this.#ledger = ledger;
    this.#redis = redis;
    const environment = { HYPERTANGENT_CHECKPOINT_SECONDS: '0', ...(redis && { HYPERTANGENT_QUEUE: redis.url }) };
    this.#spawn = { entry, dataDir: this.dataDir, logPath: this.logPath, environment };
  }

  static async start(options: ClusterOptions, ledger: Ledger): Promise<Cluster> {
    const { workers, redisPort, folder } = options;
    const redis = workers > 0 ? await RedisServer.start(join(folder, 'redis'), redisPort) : undefined;
    const cluster = new Cluster(options, ledger, redis);
    for (const name of FOLDERS) await mkdir(join(cluster.dataDir, name), { recursive: true });
    cluster.#server = await SpawnedService.start(cluster.#spawn);
    cluster.#workers = Array.from({ length: workers }, () => cluster.#startWorker());
    return cluster;
  }

  /** The same after every restart. */
  get url(): string {
    return this.#server.url;
  }

  /** What there is to kill. */
  get victims(): Victim[] {
    return this.#redis ? [...VICTIMS] : ['server', 'starting server', 'runner'];
  }

  /**
   * Kills one of them and starts it again; false where there was none.
   *
   * @param choose picks one of several, by their number, and a time
   */
  async kill(victim: Victim, choose: (count: number) => number): Promise<boolean> {
    if (victim === 'server') await this.#killServer();
    else if (victim === 'starting server') await this.#killServer(choose(STARTING_MS));
    else if (victim === 'redis') await this.#killRedis(this.#redis!);
    else if (victim === 'worker') await this.#killWorker(choose(this.#workers.length));
    else return this.#killRunner(choose);
    return true;
  }

  /** Ends the server, as people do, and starts it again. */
  async restart(): Promise<void> {
    const { port } = this.#server;
    await this.#server.stop();
    await this.#startServer(port);
  }

  async stop(): Promise<void> {
    await Promise.all([this.#server, ...this.#workers].map((program) => program.stop()));
    await this.#redis?.down('SIGTERM');
    await this.#leaveNone(await this.#processes(), 'the service that was stopped');
  }

  /** At once, also when something is amiss. */
  async killAll(): Promise<void> {
    await Promise.all([this.#server, ...this.#workers].map((program) => program.kill()));
    await this.#redis?.down();
  }

  async #killRedis(redis: RedisServer): Promise<void> {
    await redis.down();
    await redis.up();
  }

  /** @param againMs when the next one is killed, too; it is not unless given */
  async #killServer(againMs?: number): Promise<void> {
    const { port, pid } = this.#server;
    const own = await startedBy(pid, await this.#processes());
    await this.#server.kill();
    void this.#leaveNone(own, 'a killed server');
    if (againMs !== undefined) {
      const next = new SpawnedProgram({ ...this.#spawn, port });
      await sleep(againMs);
      await next.kill();
    }
    await this.#startServer(port);
  }

  async #startServer(port: number): Promise<void> {
    const before = Date.now();
    this.#server = await SpawnedService.start({ ...this.#spawn, port });
    // Workers go on, and what they write is not the server's to sweep.
    if (this.#workers.length > 0) return;
    for (const path of await temporaryFiles(this.dataDir)) {
      const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Number.POSITIVE_INFINITY }));
      if (mtimeMs >= before || this.#unswept.has(path)) continue;
      this.#unswept.add(path);
      this.#ledger.fault('other', `${path} was left by a server that was killed, and not swept`);
    }
  }

  async #killWorker(index: number): Promise<void> {
    const worker = this.#workers[index]!;
    const own = await startedBy(worker.pid, await this.#processes());
    await worker.kill();
    void this.#leaveNone(own, 'a killed worker');
    this.#workers[index] = this.#startWorker();
  }

  async #killRunner(choose: (count: number) => number): Promise<boolean> {
    const runners: number[] = [];
    for (const pid of await this.#processes()) if ((await commandOf(pid)).includes('runner-main')) runners.push(pid);
    if (runners.length === 0) return false;
    try {
      return process.kill(runners[choose(runners.length)]!, 'SIGKILL');
    } catch {
      // It has ended by itself.
      return false;
    }
  }

  #startWorker(): SpawnedProgram {
    return new SpawnedProgram(this.#spawn, ['worker']);
  }

  #processes(): Promise<number[]> {
    return processesWith('HYPERTANGENT_DATA_DIR', this.dataDir);
  }

  async #leaveNone(pids: readonly number[], whose: string): Promise<void> {
    for (const end = performance.now() + ORPHAN_MS; ; await sleep(100)) {
      const alive = await this.#processes();
      const left = pids.filter((pid) => alive.includes(pid));
      if (left.length === 0) return;
      if (performance.now() < end) continue;
      return this.#ledger.fault('stuck', `${left.length} processes of ${whose} go on: ${await commandOf(left[0]!)}`);
    }
  }
}

/** Files that something was to become of, wherever they are. */
export async function temporaryFiles(dataDir: string): Promise<string[]> {
  const names = await readdir(dataDir, { recursive: true }).catch(() => []);
  return names.filter((name) => name.endsWith('.tmp')).map((name) => join(dataDir, name));
}
