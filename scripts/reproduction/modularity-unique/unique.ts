import { join } from 'node:path';
import type { Client, Schema } from '../../../src/client/index.ts';
import type { Panel } from '../../lib/line-plot.ts';
import { markdownTable } from '../../lib/table.ts';
import { spreadText } from '../modularity/report.ts';
import type { Claim, Judged } from '../trained/claims.ts';
import type { Condition } from '../trained/condition.ts';
import { finalMse, runsWith } from '../trained/curves.ts';
import { writeFindings } from '../trained/findings.ts';
import { type Run, RunsFile } from '../trained/runs-file.ts';
import { spreadOf } from '../trained/statistics.ts';
import { trainAll } from '../trained/train-all.ts';
import { conditionsOf, otherOne } from './conditions.ts';
import type { UniqueOptions } from './options.ts';
import { putTargets, targetExamples } from './points.ts';

const NAME = 'modularity-unique';

/** Mean squared distances on unseen inputs. */
const DISTANCES = ['f1 – f2', 'f1 – y', 'f2 – y'] as const;
type Distance = (typeof DISTANCES)[number];

/** What counts as well below. */
const WELL_BELOW = 0.5;

/** How far two networks are from each other and from what both learn, on each space of inputs. */
export async function unique(client: Client, options: UniqueOptions): Promise<Judged[]> {
  const { spaces, repeats, output } = options;
  const file = await RunsFile.open(join(output, `${NAME}.json`));
  const runs: Run[] = [];
  for (const space of spaces) {
    const prepare = (repeat: number) => putTargets(client, space, options, repeat);
    const test = (repeat: number) => ({ x: targetExamples(space, options, repeat, 'test').x });
    const measure = (first: Schema<'Training'>, condition: Condition, repeat: number) =>
      distances(client, first, condition, repeat, test(repeat));
    runs.push(...(await trainAll(client, file, conditionsOf(space, options), { repeats, prepare, measure })));
  }
  return writeFindings(output, {
    name: NAME,
    csv: {
      head: ['space', 'epochs', 'repeat', ...DISTANCES],
      rows: runs.map(({ labels, repeat, measured }) => [
        labels.space!,
        labels.epochs!,
        repeat,
        ...DISTANCES.map((name) => measured?.[name] ?? ''),
      ]),
    },
    panels: spaces.map((space) => panelOf(space, runsWith(runs, { space }), options)),
    text: spaces.map((space) => tableOf(space, runsWith(runs, { space }), options)).join('\n\n'),
    claims: spaces.map((space) => claimOf(space, runsWith(runs, { space }), options)),
  });
}

/** Trains f2, too. */
async function distances(
  client: Client,
  first: Schema<'Training'>,
  { request }: Condition,
  repeat: number,
  test: Schema<'Points'>,
): Promise<Record<Distance, number>> {
  const second = await client.train(otherOne(request(repeat)));
  const [one, other] = await Promise.all([first, second].map(({ id }) => client.predictTrained(id, { test })));
  await client.api.DELETE('/v1/trainings/{training_id}', { params: { path: { training_id: second.id } } });
  const differences = Float64Array.from(one!.mean.data, (value, index) => value - other!.mean.data[index]!);
  const apart = differences.reduce((sum, difference) => sum + difference ** 2, 0) / differences.length;
  return { 'f1 – f2': apart, 'f1 – y': finalMse(first), 'f2 – y': finalMse(second) };
}

/** By repeat. */
function distancesAt(runs: readonly Run[], epochs: number, distance: Distance): number[] {
  return runsWith(runs, { epochs }).flatMap(({ measured }) => measured?.[distance] ?? []);
}

function panelOf(space: string, runs: readonly Run[], { epochs }: UniqueOptions): Panel {
  return {
    title: space,
    x: { label: 'epochs', scale: 'log' },
    y: { label: 'mean squared distance', scale: 'log' },
    series: DISTANCES.map((distance) => {
      const spreads = epochs.map((epoch) => spreadOf(distancesAt(runs, epoch, distance)));
      return {
        name: distance,
        points: epochs.map((epoch, k) => [epoch, spreads[k]!.mean] as const),
        band: spreads.map(({ error }) => error),
      };
    }),
  };
}

function tableOf(space: string, runs: readonly Run[], { epochs }: UniqueOptions): string {
  const rows = DISTANCES.map((distance) => [distance, ...epochs.map((epoch) => spreadText(distancesAt(runs, epoch, distance)))]);
  return markdownTable([`${space}; mean squared distance after epochs`, ...epochs], rows);
}

function claimOf(space: string, runs: readonly Run[], { epochs }: UniqueOptions): Claim {
  const last = epochs.at(-1)!;
  const [apart, ...fromTarget] = DISTANCES.map((distance) => distancesAt(runs, last, distance));
  const nearest = fromTarget[0]!.map((value, repeat) => Math.min(value, fromTarget[1]![repeat]!));
  return {
    says: `on ${space} the mean squared distance of f1 and f2 is below half of those from y after ${last} epochs`,
    margins: apart!.map((value, repeat) => WELL_BELOW - value / nearest[repeat]!),
  };
}
