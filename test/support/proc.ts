import { readdir, readFile } from 'node:fs/promises';

/** Of the processes of this machine, as Linux tells it under /proc; what is gone is as if it had never been. */

/** Resident memory of a process; 0 where there is none. */
export async function residentBytes(pid: number): Promise<number> {
  return 1024 * Number(/^VmRSS:\s+(\d+)/m.exec(await text(pid, 'status'))?.[1] ?? 0);
}

/** Processes that were started with a variable of this value in their environment, themselves or by inheriting it. */
export async function processesWith(variable: string, value: string): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const found = await Promise.all(
    pids.map(async (pid) => (await text(pid, 'environ')).split('\0').includes(`${variable}=${value}`) && !(await isZombie(pid))),
  );
  return pids.filter((_, index) => found[index]);
}

/** Those of some processes that a certain one has started. */
export async function startedBy(parent: number, pids: readonly number[]): Promise<number[]> {
  const status = await Promise.all(pids.map((pid) => text(pid, 'status')));
  return pids.filter((_, index) => new RegExp(`^PPid:\\s+${parent}$`, 'm').test(status[index]!));
}

/** How a process was called, its arguments in one line. */
export async function commandOf(pid: number): Promise<string> {
  return (await text(pid, 'cmdline')).replaceAll('\0', ' ');
}

/** One that has ended, but whose parent has not asked how. */
async function isZombie(pid: number): Promise<boolean> {
  return /^State:\s+[ZX]/m.test(await text(pid, 'status'));
}

async function text(pid: number, name: string): Promise<string> {
  return readFile(`/proc/${pid}/${name}`, 'utf8').catch(() => '');
}
