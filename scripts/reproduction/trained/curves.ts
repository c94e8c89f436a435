import type { Schema } from '../../../src/client/index.ts';
import type { Panel, Series } from '../../lib/line-plot.ts';
import { haveLabels, type Labels } from './condition.ts';
import type { Findings } from './findings.ts';
import type { Run } from './runs-file.ts';
import { deviationOf, type Spread, spreadOf } from './statistics.ts';

/** Half of a band: the standard error of the mean, or the standard deviation of the runs. */
export type Band = 'error' | 'deviation';

export type Metric = Exclude<keyof Schema<'CurvePoint'>, 'step'>;

const METRICS: readonly Metric[] = ['train_loss', 'train_accuracy', 'test_loss', 'test_accuracy'];

/** Runs that have these labels among theirs. */
export function runsWith(runs: readonly Run[], labels: Labels): Run[] {
  return runs.filter((run) => haveLabels(run.labels, labels));
}

/** The numbers that runs have for a label, ascending. */
export function labelValues(runs: readonly Run[], label: string): number[] {
  return [...new Set(runs.map(({ labels }) => Number(labels[label])))].sort((a, b) => a - b);
}

/** At the end of each run, by repeat; `diverged` where there is no end. */
export function finals(runs: readonly Run[], metric: Metric, diverged = Number.NaN): number[] {
  return runs.map(({ curve, divergedAt }) => (divergedAt === undefined ? curve.at(-1)![metric]! : diverged));
}

/** Mean squared error on the test points at the end: the service's loss is half of it. */
export function finalMse({ curve }: Pick<Run, 'curve'>): number {
  return 2 * curve.at(-1)!.test_loss!;
}

/** Mean of a metric over the whole curve, by repeat: the area below it. What is learned sooner has the better one. */
export function areas(runs: readonly Run[], metric: Metric): number[] {
  return runs.map(({ curve }) => spreadOf(curve.map((point) => point[metric]!)).mean);
}

/** Mean curve of runs with equal steps. */
export function meanCurve(name: string, runs: readonly Run[], metric: Metric, stepsPerTick = 1, band: Band = 'error'): Series {
  const steps = runs[0]!.curve.map(({ step }) => step);
  const spreads: Spread[] = steps.map((_, k) => spreadOf(runs.flatMap(({ curve }) => curve[k]?.[metric] ?? [])));
  return {
    name,
    points: steps.map((step, k) => [step / stepsPerTick, spreads[k]!.mean] as const),
    band: spreads.map(halfOf(band)),
    plain: steps.length > 12,
  };
}

/** Mean at the end of runs against one label; `diverged` as in `finals`, where such runs are to count. */
export function finalsAgainst(
  name: string,
  label: string,
  runs: readonly Run[],
  metric: Metric,
  { band = 'error', diverged }: { band?: Band; diverged?: number } = {},
): Series {
  const values = labelValues(runs, label);
  const spreads = values.map((value) =>
    spreadOf(finals(runsWith(runs, { [label]: value }), metric, diverged).filter(Number.isFinite)),
  );
  return {
    name,
    points: values.map((value, k) => [value, spreads[k]!.mean] as const),
    band: spreads.map(halfOf(band)),
  };
}

const halfOf = (band: Band) => (spread: Spread) => (band === 'error' ? spread.error : deviationOf(spread));

/** All curves, one point in a row. */
export function curvesCsv(runs: readonly Run[]): Findings['csv'] {
  const labels = Object.keys(runs[0]!.labels);
  const metrics = METRICS.filter((metric) => runs.some(({ curve }) => curve[0]?.[metric] !== undefined));
  return {
    head: [...labels, 'repeat', 'step', ...metrics, 'diverged at'],
    rows: runs.flatMap((run) =>
      run.curve.map((point) => [
        ...labels.map((name) => run.labels[name]!),
        run.repeat,
        point.step,
        ...metrics.map((metric) => point[metric] ?? ''),
        run.divergedAt ?? '',
      ]),
    ),
  };
}

export const accuracyPanel = (title: string, x: string, series: readonly Series[]): Panel => ({
  title,
  x: { label: x, scale: 'linear' },
  y: { label: 'test accuracy', scale: 'linear' },
  legend: 'bottom',
  series,
});
