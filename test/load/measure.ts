import { fork } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type Entry, SpawnedService } from '../support/spawned-service.ts';
import type { Load, Outcome } from './generator.ts';
import { type Beside, besideHeavyJob } from './heavy.ts';
import { type Known, knownQuestions } from './known.ts';
import { type Memory, MemoryWatch } from './memory.ts';
import type { Summary } from './tally.ts';

export interface Plan {
  connections: number;
  /** Load before memory is looked at: code is compiled, pools and heaps find their size. */
  warmUpSeconds: number;
  seconds: number;
  /** The load ends after these, too. */
  requests?: number;
  /** How long nothing happens before memory is looked at, before and after. */
  restSeconds: number;
  /** A heavy job runs for this long afterwards; 0: none does. */
  heavySeconds: number;
  /** What the server keeps of each request, on purpose. */
  leakBytes: number;
  entry: Entry;
  seed: number;
  /** Where the service's files go. */
  folder: string;
  report: (line: string) => void;
}

export interface Measured {
  load: Summary;
  /** How long the load was there. */
  seconds: number;
  start: Memory;
  peak: Memory;
  end: Memory;
  beside?: Beside;
  /** Runners that ended meanwhile. */
  runnersLost: number;
  /** Errors, as the service logged them. */
  log: string;
}

const GENERATOR = fileURLToPath(new URL('./generator.ts', import.meta.url));
const LEAK = new URL('./leak.mjs', import.meta.url).href;
/** Connections beside those of the load. */
const OTHERS = 50;
const REPORT_MS = 10_000;

/** Puts a service of its own under load. */
export async function measure(plan: Plan): Promise<Measured> {
  const { connections, warmUpSeconds, seconds, restSeconds, heavySeconds, leakBytes, entry, folder } = plan;
  const [dataDir, logPath] = [`${folder}/data`, `${folder}/log`];
  const service = await SpawnedService.start({
    entry,
    dataDir,
    logPath,
    environment: { HYPERTANGENT_MAX_CONNECTIONS: String(connections + OTHERS), LEAK_BYTES: String(leakBytes) },
    nodeOptions: leakBytes > 0 ? ['--import', LEAK] : [],
  });
  const watch = new MemoryWatch(service.pid, dataDir);
  try {
    const known = await knownQuestions(service.url);
    const runners = await runnerPids(service.url);
    await generate(plan, service.url, known, { seconds: warmUpSeconds });
    const start = await watch.atRest(restSeconds);
    watch.startAnew();
    const line = setInterval(async () => plan.report(memoryLine(await watch.sample())), REPORT_MS);
    const load = await generate(plan, service.url, known, { seconds, ...(plan.requests && { requests: plan.requests }) });
    clearInterval(line);
    const end = await watch.atRest(restSeconds);
    const { peak } = watch;
    const left = await runnerPids(service.url);
    const beside = heavySeconds > 0 ? await besideHeavyJob(service.url, heavySeconds) : undefined;
    return {
      load: load.summary,
      seconds: load.seconds,
      start,
      peak,
      end,
      ...(beside && { beside }),
      runnersLost: runners.filter((pid) => !left.includes(pid)).length,
      log: await readFile(logPath, 'utf8'),
    };
  } finally {
    watch.stop();
    await service.kill();
  }
}

/** Has the clients of a process of their own send requests. */
function generate(
  { connections, seed }: Plan,
  url: string,
  known: Known[],
  until: Pick<Load, 'seconds' | 'requests'>,
): Promise<Outcome> {
  const child = fork(GENERATOR, { execArgv: ['--import', import.meta.resolve('tsx')] });
  process.once('exit', () => child.kill());
  child.send({ url, known, connections, seed, ...until } satisfies Load);
  return new Promise((resolve, reject) => {
    child.once('message', (outcome: Outcome) => resolve(outcome));
    child.once('exit', (code) => reject(new Error(`the clients ended with exit code ${code}`)));
  });
}

async function runnerPids(url: string): Promise<number[]> {
  const { runners } = (await (await fetch(`${url}/v1/system`)).json()) as { runners: { pid: number }[] };
  return runners.map(({ pid }) => pid);
}

function memoryLine({ server, runners }: Memory): string {
  return `server ${(server / 2 ** 20).toFixed(0)} MiB, runners ${(runners / 2 ** 20).toFixed(0)} MiB`;
}
