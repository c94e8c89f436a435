import { setTimeout as sleep } from 'node:timers/promises';
import { processesWith, residentBytes } from '../support/proc.ts';

/** Resident memory, bytes. */
export interface Memory {
  server: number;
  /** All others together. */
  runners: number;
}

const SAMPLE_MS = 1000;

/** Samples what the processes of one service take, once a second. */
export class MemoryWatch {
  readonly #serverPid: number;
  readonly #dataDir: string;
  readonly #timer: NodeJS.Timeout;
  #peak: Memory = { server: 0, runners: 0 };

  /** @param dataDir which tells its processes from others */
  constructor(serverPid: number, dataDir: string) {
    this.#serverPid = serverPid;
    this.#dataDir = dataDir;
    this.#timer = setInterval(() => void this.sample(), SAMPLE_MS);
  }

  /** The most that each was seen to take. */
  get peak(): Memory {
    return this.#peak;
  }

  /** Forgets the peak, which may be that of a start. */
  startAnew(): void {
    this.#peak = { server: 0, runners: 0 };
  }

  async sample(): Promise<Memory> {
    const pids = await processesWith('HYPERTANGENT_DATA_DIR', this.#dataDir);
    const bytes = await Promise.all(pids.map(async (pid) => [pid, await residentBytes(pid)] as const));
    const server = bytes.find(([pid]) => pid === this.#serverPid)?.[1] ?? 0;
    const now = { server, runners: bytes.reduce((sum, [, taken]) => sum + taken, 0) - server };
    this.#peak = { server: Math.max(this.#peak.server, now.server), runners: Math.max(this.#peak.runners, now.runners) };
    return now;
  }

  /** The least that is taken within some seconds of rest, in which garbage is collected. */
  async atRest(seconds: number): Promise<Memory> {
    let least = await this.sample();
    for (const end = performance.now() + 1000 * seconds; performance.now() < end; ) {
      await sleep(SAMPLE_MS);
      const now = await this.sample();
      least = { server: Math.min(least.server, now.server), runners: Math.min(least.runners, now.runners) };
    }
    return least;
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
