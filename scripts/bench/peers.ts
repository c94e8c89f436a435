import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Outcome, Side } from './measure.ts';

const PYTHON = fileURLToPath(new URL('../../.bench-venv/bin/python', import.meta.url));

export type PeerName = 'jax' | 'jax_networks' | 'numpy';

/** What a peer answers to one line of JSON by another. */
type Answer = Partial<Outcome> & { versions?: Record<string, string>; error?: string };

/** The peers' processes: none where they are not wanted or not installed. */
export class Peers {
  readonly #peers = new Map<PeerName, Peer>();
  /** Of Python and its packages. */
  readonly versions: Record<string, string> = {};

  static async start(wanted: boolean): Promise<Peers> {
    const peers = new Peers();
    if (!wanted) return peers;
    if (!existsSync(PYTHON)) {
      console.error('Without peers: .bench-venv is not there');
      return peers;
    }
    for (const name of ['jax', 'jax_networks', 'numpy'] as const) {
      const peer = new Peer(name);
      try {
        const { versions = {} } = await peer.ask({ case: 'versions', parameters: {} });
        Object.assign(peers.versions, versions);
        peers.#peers.set(name, peer);
      } catch (error) {
        console.error(`Without ${name}: ${(error as Error).message}`);
        peer.stop();
      }
    }
    return peers;
  }

  /** The side of a peer in a race; none where it does not run. */
  side(name: PeerName, work: string, parameters: Record<string, unknown>): Partial<Record<PeerName, Side>> {
    const peer = this.#peers.get(name);
    if (!peer) return {};
    return {
      [name]: async () => {
        const { seconds, probe = [] } = await peer.ask({ case: work, parameters });
        if (seconds === undefined) throw new Error(`${name} did not say how long ${work} took`);
        return { seconds, probe };
      },
    };
  }

  stop(): void {
    for (const peer of this.#peers.values()) peer.stop();
  }
}

/** A Python process that does what lines of JSON ask for. */
class Peer {
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;

  constructor(name: PeerName) {
    const program = fileURLToPath(new URL(`./peers/${name}_peer.py`, import.meta.url));
    this.#child = spawn(PYTHON, ['-u', '-B', program], { stdio: ['pipe', 'pipe', 'inherit'] });
    // What goes wrong shows as an answer that does not come.
    this.#child.on('error', () => {});
    this.#child.stdin!.on('error', () => {});
    this.#lines = createInterface({ input: this.#child.stdout! })[Symbol.asyncIterator]();
  }

  async ask(question: { case: string; parameters: Record<string, unknown> }): Promise<Answer> {
    this.#child.stdin!.write(`${JSON.stringify(question)}\n`);
    const { value, done } = await this.#lines.next();
    if (done) throw new Error('the process ended');
    const answer = JSON.parse(value) as Answer;
    if (answer.error !== undefined) throw new Error(answer.error);
    return answer;
  }

  stop(): void {
    this.#child.kill();
  }
}
