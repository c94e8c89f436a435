import fc from 'fast-check';
import { asCommand, type Case } from './case.ts';
import { requests, slowRequests } from './cases.ts';
import { type Answer, send } from './client.ts';
import { judge } from './judge.ts';
import { fillIds, type Ids } from './schema.ts';
import { keepHouse, prepare } from './state.ts';
import { Target } from './target.ts';

/** Longer than every limit of the service together, and than a machine with other work needs. */
const TIMEOUT_MS = 15_000;
const BATCH = 250;
const AT_ONCE = 8;
/** What the service's own process may take: Node, its code, and bodies of at most a MiB. */
const MOST_MEMORY_BYTES = 700 * 2 ** 20;

export interface CampaignOptions {
  requests: number;
  seconds: number;
  seed: number;
  report?: (line: string) => void;
}

export interface Finding {
  problem: string;
  what: string;
  seed: number;
  command: string;
}

export interface CampaignResult {
  requests: number;
  seconds: number;
  /** Answers by status; 0: none. */
  statuses: Record<string, number>;
  /** The first of each kind. */
  findings: Finding[];
  /** How many requests were answered wrongly in all. */
  wrong: number;
  slowestMs: number;
  mostMemoryBytes: number;
}

/** Sends generated requests to a service in a process of its own until there were enough, or time is up. */
export async function requestCampaign({ requests: wanted, seconds, seed, report }: CampaignOptions): Promise<CampaignResult> {
  const target = await Target.start();
  const campaign = new Campaign(target);
  const start = performance.now();
  const elapsed = () => (performance.now() - start) / 1000;
  try {
    const { ids, exported } = await prepare(target.url);
    const arbitrary = requests(exported);
    const slow = Promise.all(slowRequests(exported, 4, seed).map((request) => campaign.run(request, ids, seed)));
    for (let batch = seed; campaign.result.requests < wanted && elapsed() < seconds && target.alive; batch++) {
      const cases = fc.sample(arbitrary, { seed: batch, numRuns: Math.min(BATCH, wanted - campaign.result.requests) });
      await campaign.runAll(cases, ids, batch);
      await campaign.checkTarget(batch);
      if (target.alive) Object.assign(ids, await keepHouse(target.url, ids));
      report?.(campaign.line(elapsed()));
    }
    await slow;
    await campaign.checkTarget(seed);
    await campaign.checkEnd();
    return { ...campaign.result, seconds: elapsed() };
  } finally {
    await target.stop();
  }
}

class Campaign {
  readonly result: CampaignResult = {
    requests: 0,
    seconds: 0,
    statuses: {},
    findings: [],
    wrong: 0,
    slowestMs: 0,
    mostMemoryBytes: 0,
  };
  readonly #target: Target;
  readonly #kinds = new Set<string>();

  constructor(target: Target) {
    this.#target = target;
  }

  async runAll(cases: readonly Case[], ids: Ids, seed: number): Promise<void> {
    let next = 0;
    const worker = async () => {
      while (next < cases.length && this.#target.alive) await this.run(cases[next++]!, ids, seed);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
  }

  async run(request: Case, ids: Ids, seed: number): Promise<void> {
    this.result.requests++;
    let answer: Answer | undefined;
    try {
      answer = await send(request, ids, this.#target.port, TIMEOUT_MS);
      judge(request, fillIds(request.path, ids), answer);
    } catch (error) {
      this.#found((error as Error).message, request.what, seed, asCommand(request, ids, this.#target.url));
    }
    const status = answer?.status ?? 0;
    this.result.statuses[status] = (this.result.statuses[status] ?? 0) + 1;
    this.result.slowestMs = Math.max(this.result.slowestMs, answer?.ms ?? 0);
  }

  /** Alive, ready and not grown. */
  async checkTarget(seed: number): Promise<void> {
    if (!this.#target.alive) return this.#found(`the service died: ${await this.#target.log()}`, 'the service', seed, '');
    this.result.mostMemoryBytes = Math.max(this.result.mostMemoryBytes, await this.#target.memoryBytes());
    if (this.result.mostMemoryBytes > MOST_MEMORY_BYTES) this.#found('the service grew beyond its bound', 'memory', seed, '');
  }

  async checkEnd(): Promise<void> {
    for (const path of ['live', 'ready']) {
      const status = await eventuallyOk(`${this.#target.url}/health/${path}`);
      if (status !== 200) this.#found(`/health/${path} answers ${status} afterwards`, 'health', 0, '');
    }
    if (await this.#target.outsideChanged()) this.#found('a file outside the data directory was changed', 'files', 0, '');
    const errors = (await this.#target.log()).split('\n').filter((line) => line !== '' && !deletedMeanwhile(line));
    if (errors.length > 0)
      this.#found(`the log has ${errors.length} errors, the first: ${errors[0]!.slice(0, 2000)}`, 'log', 0, '');
  }

  line(seconds: number): string {
    const { requests, statuses, wrong, slowestMs, mostMemoryBytes } = this.result;
    return `${requests} requests in ${seconds.toFixed(0)} s, ${wrong} wrong; ${JSON.stringify(statuses)}; slowest ${slowestMs.toFixed(0)} ms; ${(mostMemoryBytes / 2 ** 20).toFixed(0)} MiB`;
  }

  #found(problem: string, what: string, seed: number, command: string): void {
    this.result.wrong++;
    const kind = `${what.split(' ')[0]} ${problem.slice(0, 60).replaceAll(/\d+/g, '#')}`;
    if (this.#kinds.has(kind)) return;
    this.#kinds.add(kind);
    this.result.findings.push({ problem, what, seed, command });
  }
}

/** Of a file that was deleted while it was sent: the answer breaks off, as it must. */
function deletedMeanwhile(line: string): boolean {
  return line.includes('an answer broke off') && line.includes('ENOENT');
}

/** The status, when it is 200 within five seconds: runners that were killed need a moment. */
async function eventuallyOk(url: string): Promise<number> {
  for (let attempt = 0; ; attempt++) {
    const { status } = await fetch(url);
    if (status === 200 || attempt === 300) return status;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
