import { useMemo, useState } from 'preact/hooks';
import { shortNumber } from '../../formats/numbers.ts';
import type { Table } from '../../formats/table.ts';
import { type Architecture, nameOf } from '../../parts/architecture-form.tsx';
import { Downloads } from '../../parts/downloads.tsx';
import { SelectField } from '../../parts/fields.tsx';
import { Reproduce } from '../../parts/reproduce.tsx';
import { ScrollTable } from '../../parts/scroll-table.tsx';
import { type Axis, LinePlot, type Series } from '../../plots/line-plot.tsx';
import { fitRequest } from './candidate.ts';
import type { Found } from './found.ts';
import type { LearningPoint } from './learning.ts';
import { CRITERIA, type Trial } from './plan.ts';
import { profileOf, SETTING_NAMES, SETTINGS, type Setting } from './profile.ts';

const BEST_SHOWN = 8;

/** What a search found, as plots and a table. */
export function Results({ found }: { found: Found }) {
  const { search, curve } = found;
  const { best, trials } = search;
  return (
    <>
      <p class="summary">
        Best of {trials.length}: {best.kernel === 'ntk' ? 'NTK' : 'NNGP'} of a {nameOf(best.architecture as Architecture)}, λ ={' '}
        {shortNumber(best.ridge.value)}, score {shortNumber(best.score)}.
      </p>
      <div class="pair">
        <Profile found={found} />
        {curve && <BestFit found={found} curve={curve} />}
      </div>
      <div class="pair">
        <Learning found={found} />
        <Best trials={trials} />
      </div>
      <Exports found={found} />
    </>
  );
}

function Profile({ found: { search } }: { found: Found }) {
  const [setting, setSetting] = useState<Setting>('ridge');
  const score = CRITERIA.find(({ value }) => value === search.criterion)!.score;
  const series = useMemo(() => profileOf(search.trials, setting), [search, setting]);
  const scores = series.flatMap(({ y }) => y as number[]);
  const decades = Math.min(...scores) > 0 && Math.max(...scores) > 10 * Math.min(...scores);
  const x = useMemo(() => ({ label: SETTING_NAMES[setting], ...(setting === 'ridge' && { scale: 'log' as const }) }), [setting]);
  const y = useMemo(() => ({ label: score, scale: decades ? ('log' as const) : ('linear' as const) }), [score, decades]);
  return (
    <div>
      <LinePlot
        title="Best score by activation"
        label={`The best score at each ${SETTING_NAMES[setting]}, a line for each activation`}
        x={x}
        y={y}
        series={series}
      />
      <SelectField
        label="Across"
        value={setting}
        options={SETTINGS.map((value) => ({ value, label: SETTING_NAMES[value] }))}
        onChange={(value: Setting) => setSetting(value)}
      />
    </div>
  );
}

const INPUT = { label: 'x' };
const OUTPUT = { label: 'y' };

function BestFit({ found: { data }, curve }: { found: Found; curve: NonNullable<Found['curve']> }) {
  const series = useMemo<Series[]>(
    () => [
      {
        name: 'posterior mean, two standard deviations',
        x: curve.inputs,
        y: curve.posterior.mean,
        band: curve.posterior.variance.map((value) => 2 * Math.sqrt(Math.max(0, value))),
        mark: 'line',
        colour: 0,
      },
      { name: 'data', x: data.x.map(([x]) => x!), y: data.y, mark: 'points', colour: 5 },
    ],
    [data, curve],
  );
  return (
    <LinePlot
      title="The best, fitted to all points"
      label="The posterior mean through the data, with its band"
      x={INPUT}
      y={OUTPUT}
      series={series}
    />
  );
}

const ERROR = { label: 'test error (MSE)', scale: 'log' } as const;

function Learning({ found: { learning } }: { found: Found }) {
  const series = useMemo<Series[]>(() => {
    const of = (name: string, curve: readonly LearningPoint[], colour: number): Series => ({
      name,
      x: curve.map(({ points }) => points),
      y: curve.map(({ mse }) => mse),
      band: curve.map(({ standardError }) => standardError),
      mark: 'both',
      colour,
    });
    return [of('the best', learning.best, 0), of('ReLU, depth 3, as before the search', learning.start, 1)].filter(
      ({ x }) => x.length > 0,
    );
  }, [learning]);
  const sizes = series[0]?.x ?? [];
  const x = useMemo<Axis>(() => {
    const range = [0.9 * (sizes[0] ?? 1), 1.1 * (sizes.at(-1) ?? 1)] as const;
    return { label: 'training points', scale: 'log', range, ticks: sizes };
  }, [series]);
  if (series.length === 0) return null;
  return (
    <LinePlot title="Learning curves" label="Test error against the number of training points" x={x} y={ERROR} series={series} />
  );
}

function tableOf(trials: readonly Trial[]): Table {
  return {
    columns: ['score', 'kernel', 'activation', 'depth', 'weight', 'bias', 'ridge'],
    rows: trials.map(({ score, settings }) => [
      score,
      settings.kernel!,
      settings.activation!.name,
      settings.depth!,
      settings.weight_std!,
      settings.bias_std!,
      settings.ridge!,
    ]),
  };
}

function Best({ trials }: { trials: readonly Trial[] }) {
  const table = tableOf(trials.slice(0, BEST_SHOWN));
  const title = `The best ${table.rows.length}`;
  return (
    <figure>
      <figcaption>{title}</figcaption>
      <ScrollTable title={title} table={table} />
    </figure>
  );
}

function Exports({ found }: { found: Found }) {
  const { request, search, data, learning, curve } = found;
  return (
    <footer class="exports">
      <Downloads
        name="search"
        json={() => ({ request, search, curve, learning })}
        table={() => tableOf(search.trials)}
        array={() => ({
          shape: [search.trials.length],
          data: Float64Array.from(search.trials, ({ score }) => score ?? Number.NaN),
        })}
      />
      <Reproduce
        requests={[
          { title: 'search', request: { path: '/v1/searches', body: request, file: 'search.json', show: 'print(answer["best"])' } },
          {
            title: 'fit of the best',
            request: {
              path: '/v1/regressions',
              body: fitRequest(data, search.best),
              file: 'best.json',
              show: 'print(answer["id"])',
            },
          },
        ]}
      />
    </footer>
  );
}
