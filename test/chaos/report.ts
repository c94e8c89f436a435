import { table } from '../../scripts/lib/table.ts';
import type { ChaosResult } from './campaign.ts';
import { MOMENTS } from './moments.ts';

/** What happened, in tables, and every broken promise with its history. */
export function reportOf({ ledger, kills, killed, seconds }: ChaosResult): string {
  const sum = (counts: Iterable<number>) => [...counts].reduce((total, count) => total + count, 0);
  const killRows = [...kills].map(([victim, counts]) => [victim, ...MOMENTS.map((moment) => String(counts[moment]))]);
  const listed = (counts: Map<string, number>) => [...counts].sort().map(([what, count]) => [what, String(count)]);
  const faults = (['lost', 'corrupt', 'stuck', 'other'] as const).map((kind) => [
    kind === 'other' ? 'other faults' : kind,
    String(ledger.faults.filter((fault) => fault.kind === kind).length),
  ]);
  return [
    `${killed} kills in ${seconds.toFixed(0)} s; ${sum(ledger.acknowledged.values())} operations acknowledged, ${ledger.retries} tries repeated`,
    '',
    table(['killed', ...MOMENTS], killRows),
    '',
    table(['acknowledged', 'times'], listed(ledger.acknowledged)),
    '',
    table(['failed, and said why', 'times'], listed(ledger.reasons)),
    '',
    table(
      ['done, and nobody was told', 'times'],
      Object.entries(ledger.untold).map(([what, count]) => [what, String(count)]),
    ),
    '',
    table(['broken promises', 'things'], faults),
    ...ledger.faults.flatMap(({ kind, what, history }) => ['', `FAULT, ${kind}: ${what}`, ...history]),
  ].join('\n');
}
