import { Random } from '../../support/random.ts';
import { Allocations } from './allocations.ts';
import { Coverage } from './coverage.ts';
import { mutated } from './mutate.ts';
import type { ParserTarget } from './targets.ts';

/** Inputs whose coverage is asked for at once: asking costs as much as many of them. */
const BATCH = 64;
/** No input of 64 KiB takes a parser this long. */
const MOST_MS = 1000;
/** Findings beyond these are more of the same. */
const MOST_FINDINGS = 20;

export interface ParserResult {
  target: string;
  inputs: number;
  /** Blocks of code that were reached. */
  blocks: number;
  /** Inputs that reached something new, seeds included. */
  corpus: number;
  findings: { problem: string; base64: string }[];
}

/** Mutates what reaches new code, over and over, and holds the parser to its laws on all of it. */
export async function parserCampaign(target: ParserTarget, seconds: number, seed: number): Promise<ParserResult> {
  const random = new Random(seed);
  const words = target.words.map((word) => Buffer.from(word, 'latin1'));
  const coverage = await Coverage.start(target.files);
  const allocations = new Allocations();
  const corpus = [...target.corpus];
  const result: ParserResult = { target: target.name, inputs: 0, blocks: 0, corpus: 0, findings: [] };
  const seen = new Set<string>();

  const once = async (bytes: Uint8Array): Promise<{ problem: string | undefined; ms: number }> => {
    allocations.reset();
    const start = performance.now();
    const problem = await Promise.resolve()
      .then(() => target.run(bytes))
      .then(
        () => undefined,
        (error: Error) => error.stack ?? String(error),
      );
    return { problem, ms: performance.now() - start };
  };

  const run = async (bytes: Uint8Array): Promise<void> => {
    result.inputs++;
    let { problem, ms } = await once(bytes);
    // Another process may have had the machine meanwhile.
    for (let again = 0; again < 2 && ms > MOST_MS; again++) ({ problem, ms } = await once(bytes));
    const found =
      problem ??
      (ms > MOST_MS ? `takes ${ms.toFixed(0)} ms` : undefined) ??
      (allocations.bytes > target.mostBytes(bytes.length) ? `allocates ${allocations.bytes} bytes for ${bytes.length}` : undefined);
    if (found === undefined || seen.has(kind(found))) return;
    seen.add(kind(found));
    result.findings.push({ problem: found, base64: Buffer.from(bytes).toString('base64') });
  };

  try {
    for (const bytes of corpus) await run(bytes);
    await coverage.fresh(true);
    const deadline = performance.now() + 1000 * seconds;
    while (performance.now() < deadline && result.findings.length < MOST_FINDINGS) {
      const batch = Array.from({ length: BATCH }, () => mutated(random.oneOf(corpus), random, corpus, words));
      for (const bytes of batch) await run(bytes);
      if ((await coverage.fresh(false)) === 0) continue;
      for (const bytes of batch) {
        await run(bytes);
        if ((await coverage.fresh(true)) > 0) corpus.push(bytes);
      }
    }
    return { ...result, blocks: coverage.blocks, corpus: corpus.length };
  } finally {
    allocations.restore();
    coverage.stop();
  }
}

function kind(problem: string): string {
  return problem.split('\n').slice(0, 2).join().replaceAll(/\d+/g, '#');
}
