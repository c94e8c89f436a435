import { table } from '../../scripts/lib/table.ts';
import { LATENCY_GOALS } from './judge.ts';
import type { Measured } from './measure.ts';
import type { Memory } from './memory.ts';

/** What was measured, in tables. */
export function reportOf({ load, seconds, start, peak, end, beside }: Measured, connections: number): string {
  const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
  const kinds = load.kinds.toSorted((a, b) => (a.kind < b.kind ? -1 : 1));
  const rows = kinds.map(({ kind, answers, refused, p50, p99, max }) => [
    kind,
    String(answers),
    (answers / seconds).toFixed(1),
    ...[p50, p99, max].map((value) => value.toFixed(0)),
    String(refused),
  ]);
  const answers = sum(kinds.map((kind) => kind.answers));
  const refused = sum(kinds.map((kind) => kind.refused));
  const total = ['all', String(answers), (answers / seconds).toFixed(1), '', '', '', String(refused)];
  return [
    `${connections} connections, ${load.requests} requests in ${seconds.toFixed(0)} s, ${load.wrong} wrong`,
    '',
    table(['requests', 'answered', 'per s', 'p50 ms', 'p99 ms', 'max ms', '503'], [...rows, total]),
    '',
    table(
      ['memory, MiB', 'before', 'most', 'after'],
      (['server', 'runners'] as const).map((who) => memoryRow(who, start, peak, end)),
    ),
    ...(beside ? ['', besideTable(beside)] : []),
  ].join('\n');
}

function memoryRow(who: keyof Memory, ...memories: Memory[]): string[] {
  return [who, ...memories.map((memory) => (memory[who] / 2 ** 20).toFixed(0))];
}

function besideTable(beside: NonNullable<Measured['beside']>): string {
  const rows = (['ready', 'kernel'] as const).map((what) => {
    const { count, p50, p99, max } = beside[what];
    const name = what === 'ready' ? 'GET /health/ready' : '10 × 10 kernel';
    return [name, String(count), ...[p50, p99, max].map((value) => value.toFixed(1)), `< ${LATENCY_GOALS[what]}`];
  });
  return table(['beside a heavy job', 'answered', 'p50 ms', 'p99 ms', 'max ms', 'p99 wanted'], rows);
}
