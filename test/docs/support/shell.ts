import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from './pages.ts';

/** One request that curl made. */
export interface Call {
  method: string;
  /** With the query. */
  path: string;
  status: number;
}

export interface Run {
  /** Exit code of the last command. */
  code: number;
  stdout: string;
  stderr: string;
  calls: Call[];
}

/** Between what one block prints and what the next one does: ASCII's record separator. */
const END = '\u001e';

/** curl tells of each request in this form. */
const CALL = /\[\[(\S+) https?:\/\/[^/]+(\S*) (\d+)\]\]\n/g;

/**
 * A shell that stays up while a page's blocks are run in it, one after the other, as by a reader who copies them: what one sets, the
 * next can use. It works in a folder of its own, with the examples of the repository in it.
 */
export class Shell {
  readonly folder = mkdtempSync(join(tmpdir(), 'hypertangent-page-'));
  readonly #child: ChildProcess;
  #out = '';
  #err = '';
  #changed = () => {};

  constructor(environment: Readonly<Record<string, string>> = {}) {
    symlinkSync(`${ROOT}examples`, join(this.folder, 'examples'));
    writeFileSync(join(this.folder, '.curlrc'), 'write-out = "%{stderr}[[%{method} %{url_effective} %{response_code}]]\\n"\n');
    // The command as it is in the source, which needs no build.
    const main = `"${process.execPath}" --import ${import.meta.resolve('tsx')} "${ROOT}src/main.ts" "$@"`;
    writeFileSync(join(this.folder, 'start.sh'), `hypertangent() { ${main}; }\n`);
    this.#child = spawn('sh', [], {
      cwd: this.folder,
      env: { ...process.env, ...environment, CURL_HOME: this.folder },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    this.#child.stdout!.setEncoding('utf8').on('data', (text) => {
      this.#out += text;
      this.#changed();
    });
    this.#child.stderr!.setEncoding('utf8').on('data', (text) => {
      this.#err += text;
      this.#changed();
    });
    this.#child.stdin!.write('. ./start.sh\n');
  }

  /** @throws Error where the shell ends, as for a mistake in its syntax */
  async run(text: string): Promise<Run> {
    writeFileSync(join(this.folder, 'block.sh'), text);
    this.#child.stdin!.write(`. ./block.sh </dev/null\nprintf '%s${END}' "$?"\nprintf '${END}' >&2\n`);
    await this.#until(() => this.#out.endsWith(END) && this.#err.endsWith(END));
    const [, stdout, code] = /^([\s\S]*?)(\d+)$/.exec(this.#out.slice(0, -1))!;
    const stderr = this.#err.slice(0, -1);
    this.#out = '';
    this.#err = '';
    const calls = [...stderr.matchAll(CALL)].map(([, method, path, status]) => ({
      method: method!,
      path: path!,
      status: Number(status),
    }));
    return { code: Number(code), stdout: stdout!, stderr: stderr.replaceAll(CALL, ''), calls };
  }

  close(): void {
    this.#child.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }

  #until(done: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const ended = () => reject(new Error(`the shell has ended: ${this.#err}`));
      this.#child.once('close', ended);
      this.#changed = () => {
        if (!done()) return;
        this.#child.off('close', ended);
        resolve();
      };
    });
  }
}
