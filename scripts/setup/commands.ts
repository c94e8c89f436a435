import { execFileSync, spawnSync } from 'node:child_process';

/** @throws Error that names all commands that are missing, and Debian's packages with them */
export function needCommands(packages: Readonly<Record<string, string>>): void {
  const missing = Object.keys(packages).filter((command) => !runs('sh', ['-c', `command -v ${command}`]));
  if (missing.length === 0) return;
  const names = [...new Set(missing.map((command) => packages[command]))];
  throw new Error(`${missing.join(' and ')} ${missing.length > 1 ? 'are' : 'is'} needed: apt-get install ${names.join(' ')}`);
}

export function runs(command: string, args: readonly string[], env: NodeJS.ProcessEnv = process.env): boolean {
  return spawnSync(command, args, { stdio: 'ignore', env }).status === 0;
}

/** What a command prints. @throws Error with the end of what it wrote to stderr */
export function output(command: string, args: readonly string[], options: { env?: NodeJS.ProcessEnv; cwd?: string } = {}): string {
  try {
    return execFileSync(command, args, { ...options, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 2 ** 26 });
  } catch (error) {
    const { stderr, message } = error as Error & { stderr?: string };
    throw new Error(`${command} ${args.slice(0, 3).join(' ')} … failed:\n${stderr?.trim().slice(-2000) || message}`);
  }
}
