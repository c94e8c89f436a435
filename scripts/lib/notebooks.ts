import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const EXECUTE = `${ROOT}scripts/notebooks/execute.py`;

/** Of scripts/setup-notebooks. */
const PYTHON = `${ROOT}.notebook-venv/bin/python`;

/** The notebooks of examples/, in their order. */
export function notebooks(): string[] {
  const names = readdirSync(`${ROOT}examples`).filter((name) => name.endsWith('.ipynb'));
  return names.sort().map((name) => `${ROOT}examples/${name}`);
}

/** Why Python cannot be run with what notebooks need; null where it can. */
export function missingPython(): string | null {
  return existsSync(PYTHON) ? null : 'scripts/setup-notebooks has not been run';
}

export interface PythonRun {
  exitCode: number | null;
  /** What it wrote, to stdout and to stderr as it came. */
  output: string;
}

/** Runs notebooks against the service at an address; with `write` what they show is written into them. */
export function executeNotebooks(
  paths: readonly string[],
  url: string,
  write: boolean,
  onOutput = (_: string) => {},
): Promise<PythonRun> {
  return runPython([EXECUTE, ...(write ? ['--write'] : []), ...paths], { HYPERTANGENT_URL: url }, onOutput);
}

/** Python with what notebooks need, on whose path examples/ is. */
export function runPython(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  onOutput = (_: string) => {},
): Promise<PythonRun> {
  const env = { ...process.env, PYTHONPATH: `${ROOT}examples`, ...environment };
  const child = spawn(PYTHON, ['-B', ...args], { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      onOutput(text);
    });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (exitCode) => resolve({ exitCode, output }));
  });
}
