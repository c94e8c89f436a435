import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Caller, json } from './caller.ts';
import { endOf, type Job } from './clients/client.ts';
import { temporaryFiles } from './cluster.ts';
import type { Ledger } from './ledger.ts';
import { predictionOf, predictsRightly, type Works } from './works.ts';

/**
 * What is listed is whole, also what no client was told of: jobs come to an end, and regressions predict rightly.
 *
 * @param held ids that clients know of; where keys are heeded there are no others
 */
export async function checkLists(caller: Caller, works: Works, held: readonly string[], patienceMs: number): Promise<void> {
  const { ledger } = caller;
  const lists = ledger.thing('lists');
  const { jobs } = await listed<{ jobs: (Job & { parent?: string })[] }>('/v1/jobs');
  for (const { id } of jobs) await endOf(caller, ledger.thing(`listed job ${id}`), id, patienceMs);
  const { regressions } = await listed<{ regressions: { id: string; points: number }[] }>('/v1/regressions');
  for (const { id, points } of regressions) {
    const fit = works.fits.find((other) => other.points === points);
    const thing = ledger.thing(`listed ${fit?.name ?? 'regression'} ${id}`);
    const answer = fit && (await caller.expect(thing, predictionOf(id, fit), 200));
    if (!answer || !predictsRightly(fit, answer.body)) thing.fault('corrupt', 'is listed, and does not predict what it should');
  }
  const untold = (list: { id: string; parent?: string }[]) =>
    list.filter(({ id, parent }) => parent === undefined && !held.includes(id)).length;
  // A job that a key came with is kept, also where its client had its answer at once; its id is the key's.
  ledger.untold = { models: untold(regressions), jobs: works.onceForEachKey ? 0 : untold(jobs) };
  if (!works.onceForEachKey) return;
  if (ledger.untold.models > ledger.failedFits)
    lists.fault('other', `${ledger.untold.models} models were fitted twice for one key`);

  async function listed<List>(path: string): Promise<List> {
    return json<List>((await caller.expect(lists, { method: 'GET', path }, 200))!);
  }
}

/** After a clean stop nothing is half written, and no folder is without what says whose it is. */
export async function checkDisk(dataDir: string, ledger: Ledger): Promise<void> {
  for (const path of await temporaryFiles(dataDir)) ledger.fault('other', `${path} is left`);
  for (const kind of ['jobs', 'regressions'])
    for (const id of await readdir(join(dataDir, kind)).catch(() => [])) {
      const names = await readdir(join(dataDir, kind, id));
      if (!names.some((name) => name.endsWith('.json'))) ledger.fault('other', `${kind}/${id} is left, with ${names.join(', ')}`);
    }
}

/** A kill explains much that is in the log, but no error that nobody foresaw. */
export function checkLog(log: string, ledger: Ledger): void {
  const lines = log.split('\n').filter((line) => line !== '' && (!line.startsWith('{') || line.includes('"code":"internal"')));
  if (lines.length > 0) ledger.fault('other', `the log has ${lines.length} unexpected lines: ${lines[0]!.slice(0, 1500)}`);
}
