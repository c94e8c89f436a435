import type { Client } from '../../../src/client/index.ts';
import type { Panel, Series } from '../../lib/line-plot.ts';
import { markdownTable } from '../../lib/table.ts';
import type { Claim, Judged } from '../trained/claims.ts';
import { writeFindings } from '../trained/findings.ts';
import { spreadOf, spreadText } from '../trained/statistics.ts';
import { type Followed, followAll, type Growth } from './distances.ts';
import type { NtkDynamicsOptions } from './options.ts';

/** Theorem 3 of the paper on trained networks. */
export async function ntkDynamics(client: Client, options: NtkDynamicsOptions): Promise<Judged[]> {
  const found = await followAll(client, options);
  return writeFindings(options.output, {
    name: 'ntk-dynamics',
    csv: {
      head: ['growth', 'width of f', 'repeat', 'time', 'distance'],
      rows: found.flatMap(({ growth, width, repeat, times, distances }) =>
        times.map((time, k) => [growth, width, repeat, time, distances[k]!]),
      ),
    },
    panels: [panelOf('both grow', 'f and g of equal width', found), panelOf('narrow g', `g of width ${options.narrow}`, found)],
    text: textOf(found, options),
    claims: claimsOf(found, options),
  });
}

const OF_F = 'width of f';

function panelOf(growth: Growth, title: string, found: readonly Followed[]): Panel {
  const own = found.filter((one) => one.growth === growth);
  const series: Series[] = widthsOf(own).map((width) => {
    const runs = own.filter((one) => one.width === width);
    const spreads = runs[0]!.times.map((_, k) => spreadOf(runs.map(({ distances }) => distances[k]!)));
    return {
      name: `${OF_F} ${width}`,
      points: runs[0]!.times.map((time, k) => [time, spreads[k]!.mean] as const),
      band: spreads.map(({ error }) => error),
    };
  });
  const scale = 'linear' as const;
  return { title, x: { label: 'time', scale }, y: { label: 'distance from the kernel', scale }, series };
}

function textOf(found: readonly Followed[], { narrow }: NtkDynamicsOptions): string {
  const row = (growth: Growth, name: string) => {
    const cells = widthsOf(found).map((width) => spreadText(spreadOf(lastDistances(found, growth, width))));
    return [name, ...cells];
  };
  const widths = widthsOf(found);
  return [
    markdownTable([OF_F, ...widths], [row('both grow', 'g as wide as f'), row('narrow g', `g of width ${narrow}`)]),
    '',
    'Distances at the end of training, at unseen points: root mean square over that of the labels, mean ± standard error over networks.',
  ].join('\n');
}

function claimsOf(found: readonly Followed[], { narrow }: NtkDynamicsOptions): Claim[] {
  const widths = widthsOf(found);
  const [least, most] = [widths[0]!, widths.at(-1)!];
  const last = (growth: Growth, width: number) => lastDistances(found, growth, width);
  /** Logarithms of ratios, since distances differ by factors. */
  const less = (a: readonly number[], b: readonly number[]) => a.map((value, k) => Math.log(value / b[k]!));
  return [
    {
      says: `as f and g grow from ${least} to ${most}, trained networks come nearer to the hyperkernel's flow`,
      margins: less(last('both grow', least), last('both grow', most)),
    },
    {
      says: `with f of width ${most}, a network whose g has width ${narrow} drifts further away than one whose g is as wide`,
      margins: less(last('narrow g', most), last('both grow', most)),
    },
  ];
}

function lastDistances(found: readonly Followed[], growth: Growth, width: number): number[] {
  return found.filter((one) => one.growth === growth && one.width === width).map(({ distances }) => distances.at(-1)!);
}

function widthsOf(found: readonly Followed[]): number[] {
  return [...new Set(found.map(({ width }) => width))];
}
