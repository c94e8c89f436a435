import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync, openSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
/** Folders of the project that nothing a client sends may change. */
const GUARDED = ['src', 'openapi', 'scripts', 'docs'];

/** Limits so low that requests meet them, and time-outs so short that a run meets those too. */
const SETTINGS = {
  PORT: '0',
  HYPERTANGENT_LOG_LEVEL: 'error',
  HYPERTANGENT_JSON_LIMIT_BYTES: String(2 ** 18),
  HYPERTANGENT_ARRAY_LIMIT_BYTES: String(2 ** 20),
  HYPERTANGENT_MEMORY_BYTES: String(2 ** 30),
  HYPERTANGENT_WAIT_SECONDS: '2',
  HYPERTANGENT_REQUEST_TIMEOUT_SECONDS: '2',
  HYPERTANGENT_DRAIN_SECONDS: '0',
  HYPERTANGENT_THREADS: '1',
  HYPERTANGENT_TENSORS: 'cpu',
};

/** A service in a process of its own, its data in one folder of several that are watched. */
export class Target {
  readonly url: string;
  readonly #fence: string;
  readonly #child: ChildProcess;
  readonly #before: string;

  private constructor(url: string, fence: string, child: ChildProcess, before: string) {
    this.url = url;
    this.#fence = fence;
    this.#child = child;
    this.#before = before;
  }

  static async start(): Promise<Target> {
    const fence = await mkdtemp(join(tmpdir(), 'hypertangent-fuzz-'));
    for (const folder of ['data', 'home', 'work']) await mkdir(join(fence, folder));
    await writeFile(join(fence, 'work', 'evil.npy'), 'untouched');
    const log = openSync(join(fence, 'log'), 'w');
    const child = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), join(ROOT, 'src/main.ts')], {
      cwd: join(fence, 'work'),
      env: {
        ...process.env,
        ...SETTINGS,
        HYPERTANGENT_DATA_DIR: join(fence, 'data'),
        HOME: join(fence, 'home'),
        TSX_TSCONFIG_PATH: join(ROOT, 'tsconfig.json'),
      },
      stdio: ['ignore', 'pipe', log],
    });
    closeSync(log);
    process.once('exit', () => child.kill('SIGKILL'));
    const line = await new Promise<string>((resolve) => {
      createInterface({ input: child.stdout! }).once('line', resolve);
      child.once('close', () => resolve(''));
    });
    const url = /http:\S+/.exec(line)?.[0];
    if (url === undefined) throw new Error(`the service did not start: ${await readFile(join(fence, 'log'), 'utf8')}`);
    return new Target(url, fence, child, await outside(fence));
  }

  get port(): number {
    return Number(new URL(this.url).port);
  }

  get alive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Resident memory of the service's own process. */
  async memoryBytes(): Promise<number> {
    const status = await readFile(`/proc/${this.#child.pid}/status`, 'utf8').catch(() => '');
    return 1024 * Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0);
  }

  /** Whether any file but those of the data directory is another than before. */
  async outsideChanged(): Promise<boolean> {
    return (await outside(this.#fence)) !== this.#before;
  }

  /** What the service logged as errors. */
  log(): Promise<string> {
    return readFile(join(this.#fence, 'log'), 'utf8');
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.#child.once('close', resolve));
    if (this.alive) {
      this.#child.kill();
      await ended;
    }
    await rm(this.#fence, { recursive: true, force: true });
  }
}

/** A digest of names, sizes and times of all files that are not to be touched. */
async function outside(fence: string): Promise<string> {
  const digest = createHash('sha256');
  const folders = [join(fence, 'home'), join(fence, 'work'), ...GUARDED.map((name) => join(ROOT, name))];
  digest.update((await readdir(fence)).sort().join());
  for (const folder of folders)
    for (const name of (await readdir(folder, { recursive: true })).sort()) {
      const { size, mtimeMs, mode } = await stat(join(folder, name));
      digest.update(`${folder}/${name} ${size} ${mtimeMs} ${mode}\n`);
    }
  return digest.digest('hex');
}
