import { setMaxListeners } from 'node:events';
import { readFile } from 'node:fs/promises';
import { Random } from '../support/random.ts';
import { Caller } from './caller.ts';
import { ArrayClient } from './clients/arrays.ts';
import { type ChaosClient, useService } from './clients/client.ts';
import { ComputationClient } from './clients/computations.ts';
import { JobClient } from './clients/jobs.ts';
import { ModelClient } from './clients/models.ts';
import { Cluster, type ClusterOptions, type Victim } from './cluster.ts';
import { Ledger } from './ledger.ts';
import { checkDisk, checkLists, checkLog } from './leftovers.ts';
import { MOMENTS, type Moment, Moments } from './moments.ts';
import { prepareWorks, type Works } from './works.ts';

export interface ChaosOptions extends ClusterOptions {
  kills: number;
  /** There are no more kills after this time. */
  seconds: number;
  seed: number;
  /** What has no definite answer for this long is stuck. */
  patienceMs: number;
  report?: (line: string) => void;
}

export interface ChaosResult {
  ledger: Ledger;
  /** How often each was killed, and at which moments. */
  kills: Map<Victim, Record<Moment, number>>;
  killed: number;
  seconds: number;
}

const REPORT_KILLS = 10;

/** Has clients use a service of its own while parts of it are killed, then looks whether all promises were kept. */
export async function chaosCampaign(options: ChaosOptions): Promise<ChaosResult> {
  const { seed, patienceMs } = options;
  const ledger = new Ledger();
  const cluster = await Cluster.start(options, ledger);
  const start = performance.now();
  try {
    const caller = new Caller(cluster.url, ledger, patienceMs);
    const works = await prepareWorks(caller, ledger.thing('preparation'));
    const clients = clientsOf(caller, works, seed, patienceMs);
    const over = new AbortController();
    setMaxListeners(0, over.signal);
    const working = Promise.all(clients.map((client) => useService(client, over.signal)));
    const moments = new Moments(cluster.dataDir, caller.events, new Random(seed));
    const { kills, killed } = await Promise.race([
      killAtMoments(cluster, moments, ledger, options),
      working.then(() => Promise.reject(new Error('the clients have stopped'))),
    ]);
    moments.close();
    over.abort();
    await working;
    const check = async () => {
      for (const client of clients) await client.check();
      await checkLists(
        caller,
        works,
        clients.flatMap((client) => client.held()),
        patienceMs,
      );
    };
    await check();
    await cluster.restart();
    await check();
    await cluster.stop();
    if (options.workers === 0) await checkDisk(cluster.dataDir, ledger);
    checkLog(await readFile(cluster.logPath, 'utf8'), ledger);
    return { ledger, kills, killed, seconds: (performance.now() - start) / 1000 };
  } finally {
    await cluster.killAll();
  }
}

function clientsOf(caller: Caller, { kernels, fits }: Works, seed: number, patienceMs: number): ChaosClient[] {
  const random = (client: number) => new Random(seed + 1000 * client);
  return [
    new ArrayClient('alice', caller, random(1)),
    new ArrayClient('bob', caller, random(2)),
    new ModelClient('carol', caller, random(3), fits, patienceMs),
    new ModelClient('dave', caller, random(4), fits, patienceMs),
    new JobClient('erin', caller, random(5), kernels, patienceMs),
    new JobClient('frank', caller, random(6), kernels, patienceMs),
    new ComputationClient('grace', caller, random(7), kernels, patienceMs),
    new ComputationClient('heidi', caller, random(8), kernels, patienceMs),
  ];
}

async function killAtMoments(cluster: Cluster, moments: Moments, ledger: Ledger, options: ChaosOptions) {
  const random = new Random(options.seed + 1);
  const kills = new Map<Victim, Record<Moment, number>>();
  const end = performance.now() + 1000 * options.seconds;
  let killed = 0;
  while (killed < options.kills && performance.now() < end) {
    const [victim, moment] = [random.oneOf(cluster.victims), random.oneOf(MOMENTS)];
    await moments.next(moment);
    ledger.killed(victim);
    if (!(await cluster.kill(victim, (count) => random.below(count)))) continue;
    const counts = kills.get(victim) ?? { 'any time': 0, 'request sent': 0, 'file written': 0 };
    counts[moment]++;
    kills.set(victim, counts);
    if (++killed % REPORT_KILLS === 0) options.report?.(`${killed} kills, ${ledger.faults.length} faults`);
  }
  return { kills, killed };
}
