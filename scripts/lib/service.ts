import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
const LOG_LINES_SHOWN = 20;

/** The service as a child process, whose log goes to a file. */
export class ServiceProcess {
  readonly logPath: string;
  readonly #child: ChildProcess;
  readonly #announced: Promise<string>;
  /** Resolves when the process has ended. */
  readonly ended: Promise<void>;

  /** It takes its settings from the environment, as always. */
  constructor(logPath: string) {
    this.logPath = logPath;
    const log = openSync(logPath, 'w');
    // In a process group of its own, a Ctrl-C in the terminal reaches it through `stop` alone.
    this.#child = spawn(process.execPath, [PROGRAM], { detached: true, stdio: ['ignore', 'pipe', log] });
    closeSync(log);
    this.ended = new Promise((resolve) => {
      this.#child.once('error', () => resolve());
      this.#child.once('close', () => resolve());
    });
    this.#announced = new Promise((resolve) => {
      createInterface({ input: this.#child.stdout! }).once('line', resolve);
    });
    process.once('exit', () => this.#child.kill());
  }

  /**
   * Waits until it listens.
   *
   * The address is the one that the process itself prints, so another program's is never taken for it.
   *
   * @throws Error when it ends instead
   */
  async address(): Promise<string> {
    const line = await Promise.race([this.#announced, this.ended]);
    const address = line?.match(/https?:\/\/\S+/)?.[0];
    if (address !== undefined) return address;
    const taken = this.#log().match(/EADDRINUSE: address already in use ([^\s"\\]+)/)?.[1];
    if (taken !== undefined) throw new Error(`${taken} is taken by another program; choose another port: PORT=8081 scripts/run`);
    throw new Error(`the service did not start\n${this.logTail()}`);
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Asks it to end and waits for that. */
  async stop(): Promise<void> {
    this.#child.kill();
    await this.ended;
  }

  /** Ends it at once. */
  kill(): void {
    this.#child.kill('SIGKILL');
  }

  /** The end of the log, for people. */
  logTail(): string {
    const lines = this.#log().trimEnd().split('\n').slice(-LOG_LINES_SHOWN);
    return [`The end of ${this.logPath}:`, ...lines.map((line) => `  ${line}`)].join('\n');
  }

  #log(): string {
    return readFileSync(this.logPath, 'utf8');
  }
}
