export type Kind =
  | 'kernel of an mlp'
  | 'kernel of a hypernetwork'
  | 'prediction'
  | 'array: upload'
  | 'array: download'
  | 'array: delete'
  | 'job: submit'
  | 'job: poll'
  | 'job: result'
  | 'job: delete'
  | 'jobs'
  | 'system';

/** What came of the requests of one kind. */
export interface KindSummary {
  kind: Kind;
  /** Answered with what was asked for. */
  answers: number;
  /** Answered 503 with Retry-After, and asked again when that had passed. */
  refused: number;
  /** Milliseconds until an answer was read: the median, the slowest in a hundred, the slowest. */
  p50: number;
  p99: number;
  max: number;
}

export interface Summary {
  kinds: KindSummary[];
  /** Right, wrong and refused ones. */
  requests: number;
  wrong: number;
  /** The first of them, for people. */
  examples: string[];
}

const MOST_EXAMPLES = 10;

/** Counts what clients are answered. */
export class Tally {
  requests = 0;
  wrong = 0;
  readonly #kinds = new Map<Kind, { latencies: number[]; refused: number }>();
  readonly #examples: string[] = [];

  answered(kind: Kind, ms: number): void {
    this.requests++;
    this.#of(kind).latencies.push(ms);
  }

  refused(kind: Kind): void {
    this.requests++;
    this.#of(kind).refused++;
  }

  /** An answer that is not right, or none at all. */
  isWrong(problem: string): void {
    this.requests++;
    this.wrong++;
    if (this.#examples.length < MOST_EXAMPLES) this.#examples.push(problem);
  }

  summary(): Summary {
    const kinds = [...this.#kinds].map(([kind, { latencies, refused }]) => ({
      kind,
      answers: latencies.length,
      refused,
      ...quantiles(latencies),
    }));
    return { kinds, requests: this.requests, wrong: this.wrong, examples: this.#examples };
  }

  #of(kind: Kind) {
    const found = this.#kinds.get(kind) ?? { latencies: [], refused: 0 };
    this.#kinds.set(kind, found);
    return found;
  }
}

export function quantiles(latencies: readonly number[]): { p50: number; p99: number; max: number } {
  const sorted = Float64Array.from(latencies).sort();
  const quantile = (share: number) => sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN;
  return { p50: quantile(0.5), p99: quantile(0.99), max: quantile(1) };
}
