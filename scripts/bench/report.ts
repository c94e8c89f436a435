import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { VERSION } from '../../src/provenance.ts';
import { table } from '../lib/table.ts';
import type { Row } from './cases/case.ts';
import type { Engines } from './engines.ts';
import type { Peers } from './peers.ts';

export interface Report {
  date: string;
  quick: boolean;
  repeats: number;
  machine: { cpu: string; cores: number; load: number };
  versions: Record<string, string>;
  engines: Record<string, string>;
  rows: Row[];
}

const HEAD = ['work', 'unit', 'ours, OpenBLAS', 'ours, WASM', 'ours, tensors', 'peer', 'ratio', 'target', 'floor'];
const NOTHING = '–';
const MARKERS = ['<!-- bench: begin -->', '<!-- bench: end -->'] as const;

export function makeReport(
  { quick, repeats, engines, peers }: { quick: boolean; repeats: number; engines: Engines; peers: Peers },
  load: number,
  rows: Row[],
): Report {
  return {
    date: new Date().toISOString(),
    quick,
    repeats,
    machine: { cpu: cpuModel(), cores: availableParallelism(), load },
    versions: { hypertangent: VERSION, commit: commit(), node: process.versions.node, ...peers.versions },
    engines: engines.descriptions,
    rows,
  };
}

/** Processes that were waiting for a core in the last minute: how quiet the machine is. */
export function currentLoad(): number {
  return loadavg()[0]!;
}

export function asText(report: Report): string {
  return `${conditions(report).join('\n')}\n\n${table(HEAD, report.rows.map(cells))}`;
}

/** Replaces what stands between the markers of a page. */
export function intoMarkdown(page: string, report: Report): string {
  const [start, end] = MARKERS.map((marker) => page.indexOf(marker)) as [number, number];
  if (start === -1 || end < start) throw new Error(`the page needs the lines ${MARKERS.join(' and ')}`);
  return `${page.slice(0, start + MARKERS[0].length)}\n${asMarkdown(report)}\n${page.slice(end)}`;
}

function asMarkdown(report: Report): string {
  const line = (columns: readonly string[]) => `| ${columns.join(' | ')} |`;
  const align = HEAD.map((_, column) => (column === 0 ? '---' : '---:'));
  return [...conditions(report).map((text) => `- ${text}`), '', ...[HEAD, align, ...report.rows.map(cells)].map(line)].join('\n');
}

function conditions({ date, quick, repeats, machine, versions, engines }: Report): string[] {
  return [
    `${date.slice(0, 10)}, ${machine.cpu}, ${machine.cores} cores, load before the run ${machine.load.toFixed(1)}`,
    `medians of ${repeats}${quick ? ', small sizes that measure nothing' : ''}`,
    Object.entries(versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(', '),
    ...Object.values(engines),
  ];
}

function cells({ work, unit, openblas, wasm, tensors, peer, ratio, target, floor }: Row): string[] {
  const peerCell = peer ? `${peer.name} ${number(peer.value)}` : NOTHING;
  return [
    work,
    unit,
    number(openblas),
    number(wasm),
    number(tensors),
    peerCell,
    ratio?.toFixed(2) ?? NOTHING,
    target ?? NOTHING,
    number(floor),
  ];
}

/** Three digits. */
function number(value: number | null): string {
  if (value === null || Number.isNaN(value)) return NOTHING;
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

/** As the system names it, with what tells models of one name apart. */
function cpuModel(): string {
  const name = cpus()[0]?.model ?? 'unknown CPU';
  try {
    const info = readFileSync('/proc/cpuinfo', 'latin1');
    const field = (key: string) => new RegExp(`^${key}\\s*: (.*)$`, 'm').exec(info)?.[1];
    return `${name} (family ${field('cpu family')}, model ${field('model')})`;
  } catch {
    return name;
  }
}

function commit(): string {
  try {
    const git = (...args: string[]) => execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
    return git('rev-parse', '--short', 'HEAD') + (git('status', '--porcelain', 'src') === '' ? '' : ' with changes');
  } catch {
    return 'unknown';
  }
}
