import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import type { Judged, Verdict } from '../../../scripts/reproduction/trained/claims.ts';
import { CIFAR10_RECORD_BYTES } from '../../../src/datasets/cifar10.ts';
import { RandomStream } from '../../../src/random/stream.ts';

/** What a claim that says so was judged to be, with its margin. */
export function assertVerdict(judged: readonly Judged[], says: RegExp, verdict: Verdict): void {
  const [claim, ...others] = judged.filter((one) => says.test(one.says));
  assert.ok(claim && others.length === 0, `${says} among ${judged.map((one) => one.says).join('; ')}`);
  assert.equal(claim.verdict, verdict, `${claim.says}: ${claim.mean} ± ${claim.halfWidth} (${claim.margins.join(', ')})`);
}

/** A folder with so many records in each of the two files of CIFAR-10 that small experiments read. */
export async function smallCifar10(records: number): Promise<string> {
  const folder = await temporaryFolder();
  for (const [k, name] of ['data_batch_1.bin', 'test_batch.bin'].entries()) {
    const random = new RandomStream(k, 0);
    const bytes = Uint8Array.from({ length: records * CIFAR10_RECORD_BYTES }, (_, index) => {
      return index % CIFAR10_RECORD_BYTES === 0 ? 3 : 256 * random.uniform(index);
    });
    await writeFile(join(folder, name), bytes);
  }
  return folder;
}

/** Gone when the test ends. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'modularity-'));
  after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}
