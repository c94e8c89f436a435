import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const BUILT = `${ROOT}dist/main.js`;
const SOURCE = `${ROOT}src/main.ts`;

/** What is run: the build, which scripts make, or the source, which is always there. */
export type Entry = 'build' | 'source';

export interface SpawnOptions {
  entry: Entry;
  /** Also what tells the processes of one service from those of others. */
  dataDir: string;
  /** Takes what it prints; added to, so that a service that is started again goes on in it. */
  logPath: string;
  /** Any free one unless given. */
  port?: number;
  /** Settings, as in --help. */
  environment?: Readonly<Record<string, string>>;
  /** Options of Node itself, which the service's runners are started with, too. */
  nodeOptions?: readonly string[];
}

/** A program of the service in a process of its own, which may be killed. */
export class SpawnedProgram {
  readonly pid: number;
  readonly ended: Promise<void>;
  readonly #child: ChildProcess;

  /** @param args none: the service itself */
  constructor({ entry, dataDir, logPath, port = 0, environment, nodeOptions = [] }: SpawnOptions, args: readonly string[] = []) {
    if (entry === 'build' && !existsSync(BUILT)) throw new Error('there is no build; make one with npm run build');
    const program = entry === 'build' ? [BUILT] : ['--import', import.meta.resolve('tsx'), SOURCE];
    const log = openSync(logPath, 'a');
    this.#child = spawn(process.execPath, [...nodeOptions, ...program, ...args], {
      cwd: ROOT,
      env: { ...process.env, PORT: String(port), HYPERTANGENT_LOG_LEVEL: 'error', ...environment, HYPERTANGENT_DATA_DIR: dataDir },
      // A Ctrl-C in the terminal ends those who started it, and they end it.
      detached: true,
      stdio: ['ignore', 'pipe', log],
    });
    closeSync(log);
    this.pid = this.#child.pid!;
    this.ended = new Promise((resolve) => this.#child.once('close', () => resolve()));
    process.once('exit', this.#kill);
    void this.ended.then(() => process.removeListener('exit', this.#kill));
  }

  get alive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** The first line that it prints; undefined if it ends without one. */
  firstLine(): Promise<string | undefined> {
    return Promise.race([
      new Promise<string>((resolve) => createInterface({ input: this.#child.stdout! }).once('line', resolve)),
      this.ended.then(() => undefined),
    ]);
  }

  /** As the system does to a process that took too much memory. */
  async kill(): Promise<void> {
    this.#kill();
    await this.ended;
  }

  /** Asks it to end, and waits for that. */
  async stop(): Promise<void> {
    this.#child.kill('SIGTERM');
    await this.ended;
  }

  readonly #kill = (): void => {
    this.#child.kill('SIGKILL');
  };
}

/** The service in a process of its own, listening. */
export class SpawnedService extends SpawnedProgram {
  #url = '';

  /** @throws Error with its log where it does not start */
  static async start(options: SpawnOptions): Promise<SpawnedService> {
    const service = new SpawnedService(options);
    const line = await service.firstLine();
    service.#url = /http:\S+/.exec(line ?? '')?.[0] ?? '';
    if (service.#url !== '') return service;
    await service.kill();
    throw new Error(`the service did not start: ${(await readFile(options.logPath, 'utf8')).slice(-2000)}`);
  }

  get url(): string {
    return this.#url;
  }

  get port(): number {
    return Number(new URL(this.#url).port);
  }
}
