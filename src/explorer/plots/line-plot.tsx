import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import type { Table } from '../formats/table.ts';
import { DataTable } from '../parts/data-table.tsx';
import { useStore } from '../state/store.ts';
import { type Theme, theme } from '../state/theme.ts';
import { seriesColour } from './colours.ts';
import { bandsOf } from './error-bars.ts';
import { mainTicks, numberTicks } from './ticks.ts';

export interface Series {
  name: string;
  x: readonly number[];
  y: readonly (number | null)[];
  /** Half the length of a bar through each point. */
  band?: readonly number[];
  mark: 'line' | 'points' | 'both';
  colour: number;
}

export interface Axis {
  label: string;
  scale?: 'linear' | 'log';
  range?: readonly [low: number, high: number];
  format?: (value: number) => string;
  /** Where the ticks are, if that is not left to the plot. */
  ticks?: readonly number[];
}

interface LinePlotProps {
  title: string;
  /** What is to be seen, in words. */
  label: string;
  x: Axis;
  y: Axis;
  series: readonly Series[];
  height?: number;
}

/** Curves and points with bars, and their numbers below. */
export function LinePlot({ title, label, x, y, series, height = 280 }: LinePlotProps) {
  const place = useRef<HTMLDivElement>(null);
  const mode = useStore(theme);
  useEffect(() => {
    const target = place.current!;
    const plot = new uPlot(optionsOf({ x, y, series, height, width: target.clientWidth, mode }), dataOf(series), target);
    const resized = new ResizeObserver(() => {
      if (target.clientWidth > 0 && target.clientWidth !== plot.width) plot.setSize({ width: target.clientWidth, height });
    });
    resized.observe(target);
    return () => {
      resized.disconnect();
      plot.destroy();
    };
  }, [x, y, series, height, mode]);
  return (
    <figure class="plot">
      <figcaption>{title}</figcaption>
      <div ref={place} class="plot-place" role="img" aria-label={label} />
      <Legend series={series} mode={mode} />
      <DataTable title={title} table={tableOf(x, series)} />
    </figure>
  );
}

function Legend({ series, mode }: { series: readonly Series[]; mode: Theme }) {
  return (
    <ul class="legend">
      {series.map(({ name, mark, colour }) => (
        <li>
          <svg width="22" height="10" aria-hidden="true">
            {mark !== 'points' && <line x1="1" y1="5" x2="21" y2="5" stroke={seriesColour(colour, mode)} stroke-width="2" />}
            {mark !== 'line' && <circle cx="11" cy="5" r="3.5" fill={seriesColour(colour, mode)} />}
          </svg>
          {name}
        </li>
      ))}
    </ul>
  );
}

/** Every series over the x of all of them. */
export function tableOf({ label }: Axis, series: readonly Pick<Series, 'name' | 'x' | 'y'>[]): Table {
  const xs = [...new Set(series.flatMap((one) => one.x))].sort((a, b) => a - b);
  const places = series.map((one) => new Map(one.x.map((x, index) => [x, one.y[index] ?? null])));
  return {
    columns: [label, ...series.map(({ name }) => name)],
    rows: xs.map((x) => [x, ...places.map((place) => place.get(x) ?? null)]),
  };
}

function dataOf(series: readonly Series[]): uPlot.AlignedData {
  const { rows } = tableOf({ label: '' }, series);
  return Array.from({ length: series.length + 1 }, (_, column) => rows.map((row) => row[column] as number)) as uPlot.AlignedData;
}

type OptionsProps = Omit<LinePlotProps, 'title' | 'label' | 'height'> & { height: number; width: number; mode: Theme };

function optionsOf({ x, y, series, height, width, mode }: OptionsProps): uPlot.Options {
  const style = getComputedStyle(document.documentElement);
  const [ink, line] = [style.getPropertyValue('--muted'), style.getPropertyValue('--line')];
  const font = '12px system-ui, sans-serif';
  const axis = ({ label, scale, format, ticks }: Axis, size: number): uPlot.Axis => ({
    label,
    labelFont: font,
    labelSize: 22,
    font,
    size,
    stroke: ink,
    grid: { stroke: line, width: 1, ...(scale === 'log' && !ticks && { filter: mainTicks }) },
    ticks: { stroke: line, width: 1, size: 5 },
    ...(ticks && { splits: () => [...ticks], filter: (_plot: uPlot, splits: number[]) => splits }),
    values: (_plot, values) => (format ? values.map(format) : numberTicks(values, scale === 'log' && !ticks)),
  });
  const scaleOf = ({ scale, range }: Axis, shown?: readonly [number, number]): uPlot.Scale => ({
    time: false,
    distr: scale === 'log' ? 3 : 1,
    ...(range && { range: [range[0], range[1]] as uPlot.Range.MinMax }),
    ...(shown && scale !== 'log' && { range: uPlot.rangeNum(...shown, 0.06, false) }),
  });
  return {
    width,
    height,
    // Curves are where they are, not at the nearest pixel.
    pxAlign: 0,
    legend: { show: false },
    cursor: { drag: { x: false, y: false }, points: { size: 7 } },
    scales: { x: scaleOf(x), y: scaleOf(y, extentOf(series)) },
    axes: [axis(x, 34), axis(y, 58)],
    series: [{}, ...series.map((one) => seriesOptions(one, mode))],
    plugins: [bandsOf(series, mode)],
  };
}

/** Bars and bands included. */
function extentOf(series: readonly Series[]): [low: number, high: number] {
  const ends = series.flatMap(({ y, band }) =>
    y.flatMap((value, index) => (value === null ? [] : [value - (band?.[index] ?? 0), value + (band?.[index] ?? 0)])),
  );
  return [Math.min(...ends), Math.max(...ends)];
}

function seriesOptions({ name, mark, colour }: Series, mode: Theme): uPlot.Series {
  const stroke = seriesColour(colour, mode);
  return {
    label: name,
    stroke,
    width: mark === 'points' ? 0 : 2,
    spanGaps: true,
    pxAlign: 0,
    points: { show: mark !== 'line', size: 7, fill: stroke, stroke, width: 0 },
    ...(mark === 'points' && { paths: () => null }),
  };
}
