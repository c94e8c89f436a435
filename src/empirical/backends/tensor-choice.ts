import type { TensorSetting } from './names.ts';
import { backendUnavailable } from './open.ts';
import { type ProbedBackend, type ProbeReport, probeBackend } from './probe.ts';
import type { TensorBackendName } from './tensor-backend.ts';

export interface RefusedBackend {
  backend: TensorBackendName;
  reason: string;
}

/** What is known about backends by now. */
export type TensorStatus =
  | { state: 'probing'; refused: RefusedBackend[] }
  | ({ state: 'ready'; backend: TensorBackendName; refused: RefusedBackend[] } & ProbedBackend)
  /** Not even JavaScript passes, or the one that is named does not. */
  | { state: 'ready'; refused: RefusedBackend[] };

/**
 * What `auto` compares. JavaScript passes wherever anything does and is the slowest by far, so that it is tried only
 * where nothing else passes.
 */
const COMPARED: readonly TensorBackendName[] = ['tensorflow', 'webgpu', 'wasm'];
const LAST_RESORT: TensorBackendName = 'cpu';

/**
 * Which backend computes with tensors, on this machine as it is: each is opened, tested and measured in a process of its
 * own, once, and not before somebody asks.
 */
export class TensorChoice {
  readonly #setting: TensorSetting;
  readonly #threads: number;
  readonly #probe: typeof probeBackend;
  readonly #closing = new AbortController();
  readonly #reports = new Map<TensorBackendName, Promise<ProbeReport>>();
  readonly #passed = new Map<TensorBackendName, ProbedBackend>();
  readonly #refused: RefusedBackend[] = [];
  /** One probe at a time: together they would slow each other down. */
  #last: Promise<unknown> = Promise.resolve();
  #chosen: Promise<TensorBackendName> | undefined;
  #result: { name: TensorBackendName; probed: ProbedBackend } | 'none' | undefined;

  /**
   * @param threads of a library that has threads of its own
   * @param probe how a backend is tested
   */
  constructor(setting: TensorSetting, threads: number, probe: typeof probeBackend = probeBackend) {
    this.#probe = probe;
    this.#setting = setting;
    this.#threads = threads;
  }

  /**
   * The backend for a request: the one it names, if it passes its tests; for `auto` the one that the setting names, or
   * the fastest that passes.
   *
   * @throws HypertangentError `backend_unavailable`
   */
  async resolve(asked: TensorSetting): Promise<TensorBackendName> {
    if (asked === 'auto') return this.#choose();
    await this.#probed(asked);
    return asked;
  }

  /** What is known; asking begins the choice. */
  status(): TensorStatus {
    // Whoever needs a backend is told why there is none.
    this.#choose().catch(() => {});
    return this.known();
  }

  /** What is known, and nothing is begun. */
  known(): TensorStatus {
    const refused = [...this.#refused];
    if (this.#result === undefined) return { state: 'probing', refused };
    if (this.#result === 'none') return { state: 'ready', refused };
    return { state: 'ready', backend: this.#result.name, ...this.#result.probed, refused };
  }

  /** Operations a second of float32 products in the backend for a request, if it has been measured; nothing is begun. */
  speed(asked: TensorSetting): number | undefined {
    const chosen = typeof this.#result === 'object' ? this.#result.probed : undefined;
    const probed = asked === 'auto' ? chosen : this.#passed.get(asked);
    return probed && 1e9 * probed.matmulGflops;
  }

  /** Ends what is being tested. */
  close(): void {
    this.#closing.abort();
  }

  #choose(): Promise<TensorBackendName> {
    this.#chosen ??= this.#fastest().then(
      ({ name, probed }) => {
        this.#result = { name, probed };
        return name;
      },
      (error) => {
        this.#result = 'none';
        throw error;
      },
    );
    return this.#chosen;
  }

  async #fastest(): Promise<{ name: TensorBackendName; probed: ProbedBackend }> {
    const setting = this.#setting;
    if (setting !== 'auto') return { name: setting, probed: await this.#probed(setting) };
    let best: { name: TensorBackendName; probed: ProbedBackend } | undefined;
    for (const name of COMPARED) {
      const report = await this.#report(name);
      if ('refused' in report) continue;
      if (best === undefined || report.matmulGflops > best.probed.matmulGflops) best = { name, probed: report };
    }
    return best ?? { name: LAST_RESORT, probed: await this.#probed(LAST_RESORT) };
  }

  /** @throws HypertangentError `backend_unavailable` */
  async #probed(name: TensorBackendName): Promise<ProbedBackend> {
    const report = await this.#report(name);
    if ('refused' in report) throw backendUnavailable(name, report.refused);
    return report;
  }

  #report(name: TensorBackendName): Promise<ProbeReport> {
    let report = this.#reports.get(name);
    if (report === undefined) {
      report = this.#last.then(() => this.#probe(name, this.#threads, this.#closing.signal));
      this.#reports.set(name, report);
      this.#last = report.then((found) => {
        if ('refused' in found) this.#refused.push({ backend: name, reason: found.refused });
        else this.#passed.set(name, found);
      });
    }
    return report;
  }
}
