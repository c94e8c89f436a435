/** Runs the notebooks of examples/ against a service of their own. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { executeNotebooks, notebooks } from '../lib/notebooks.ts';
import { ServiceProcess } from '../lib/service.ts';

const HELP = `Usage: scripts/run-notebooks [NOTEBOOK...]

Runs the notebooks from top to bottom, all of examples/ unless some are named, and writes what they show into them. One that
fails stays as it is. It takes a minute or two.`;

process.exitCode = await main(process.argv.slice(2));

/** @returns the exit code */
async function main(args: string[]): Promise<number> {
  if (args.includes('--help') || args.includes('-h')) {
    console.log(HELP);
    return 0;
  }
  const folder = await mkdtemp(join(tmpdir(), 'hypertangent-'));
  process.env.PORT = '0';
  process.env.HYPERTANGENT_DATA_DIR = join(folder, 'data');
  const service = new ServiceProcess(join(folder, 'service.log'));
  try {
    const paths = args.length > 0 ? args.map((path) => resolve(path)) : notebooks();
    const { exitCode } = await executeNotebooks(paths, await service.address(), true, (text) => process.stdout.write(text));
    return exitCode ?? 1;
  } catch (error) {
    console.error((error as Error).message);
    return 1;
  } finally {
    await service.stop();
    await rm(folder, { recursive: true });
  }
}
