import { scaleLinear, scaleLog } from 'd3-scale';
import { area, line } from 'd3-shape';

/** A line of a plot; drawn with markers unless it is `plain`. */
export interface Series {
  /** In the legend; empty: not there. */
  name: string;
  points: readonly (readonly [x: number, y: number])[];
  /** Half the height of a band around each point. */
  band?: readonly number[];
  plain?: boolean;
  dashed?: boolean;
  /** Colour of another one of the panel, by its place; without it one of its own. */
  colourOf?: number;
}

export interface Panel {
  title: string;
  x: Axis;
  y: Axis;
  series: readonly Series[];
  /** On the left; at the top unless given. */
  legend?: 'top' | 'bottom';
}

export interface Axis {
  label: string;
  scale: 'linear' | 'log';
  /** Values that it reaches in any case. */
  reaches?: readonly number[];
}

const [WIDTH, HEIGHT] = [420, 330];
const MARGIN = { top: 30, right: 16, bottom: 44, left: 62 };
/** Okabe and Ito's colours, which people with colour blindness tell apart. */
const COLOURS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#000000'];
const MARKER = 3;
const LEGEND_LINE = 15;
const TICKS = 6;

/** Panels side by side, in rows of at most `columns`, as SVG. */
export function linePlot(panels: readonly Panel[], columns = panels.length): string {
  const width = WIDTH * Math.min(columns, panels.length);
  const height = HEIGHT * Math.ceil(panels.length / columns);
  const placeOf = (index: number) => `${(index % columns) * WIDTH},${Math.floor(index / columns) * HEIGHT}`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="11">`,
    `<title>${escaped(panels.map(({ title }) => title).join('; '))}</title>`,
    `<rect width="${width}" height="${height}" fill="white"/>`,
    ...panels.map((panel, index) => `<g transform="translate(${placeOf(index)})">${panelOf(panel)}</g>`),
    '</svg>\n',
  ].join('\n');
}

function panelOf({ title, x, y, series, legend: corner = 'top' }: Panel): string {
  const points = series.flatMap(({ points }) => points);
  const spread = series.flatMap(({ points, band = [] }) =>
    points.flatMap(([, value], k) => [value - (band[k] ?? 0), value + (band[k] ?? 0)]),
  );
  const [left, right] = [MARGIN.left, WIDTH - MARGIN.right];
  const [bottom, top] = [HEIGHT - MARGIN.bottom, MARGIN.top];
  const across = scaleOf(
    x,
    points.map(([value]) => value),
    [left, right],
  );
  const up = scaleOf(y, spread, [bottom, top]);
  const ticks = [
    ...ticksOf(across).map(
      ({ at, text }) =>
        `<path d="M${at},${bottom}v4" stroke="black"/><text x="${at}" y="${bottom + 16}" text-anchor="middle">${text}</text>`,
    ),
    ...ticksOf(up).map(
      ({ at, text }) =>
        `<path d="M${left - 4},${at}h4" stroke="black"/><path d="M${left},${at}H${right}" stroke="#e4e4e4"/><text x="${left - 7}" y="${at + 4}" text-anchor="end">${text}</text>`,
    ),
  ];
  const labels = [
    `<text x="${(left + right) / 2}" y="18" text-anchor="middle" font-size="12">${escaped(title)}</text>`,
    `<text x="${(left + right) / 2}" y="${HEIGHT - 10}" text-anchor="middle">${escaped(x.label)}</text>`,
    `<text transform="translate(14,${(top + bottom) / 2}) rotate(-90)" text-anchor="middle">${escaped(y.label)}</text>`,
  ];
  const frame = `<rect x="${left}" y="${top}" width="${right - left}" height="${bottom - top}" fill="none" stroke="black"/>`;
  const colourOf = (one: Series) => COLOURS[(one.colourOf ?? series.indexOf(one)) % COLOURS.length]!;
  const lines = series.map((one) => seriesOf(one, colourOf(one), across, up));
  const named = series.filter(({ name }) => name !== '');
  const firstLine = corner === 'top' ? top + 14 : bottom - 10 - (named.length - 1) * LEGEND_LINE;
  const legend = named.map((one, index) => {
    const { name, dashed } = one;
    const at = firstLine + index * LEGEND_LINE;
    const stroke = `stroke="${colourOf(one)}"${dashed ? ' stroke-dasharray="4 3"' : ''}`;
    return `<path d="M${left + 8},${at - 4}h18" stroke-width="2" ${stroke}/><text x="${left + 31}" y="${at}">${escaped(name)}</text>`;
  });
  return [...ticks, ...labels, frame, ...lines, ...legend].join('\n');
}

type Scale = ReturnType<typeof scaleOf>;

function scaleOf({ scale, reaches = [] }: Axis, values: readonly number[], range: [number, number]) {
  const made = scale === 'log' ? scaleLog() : scaleLinear();
  return made
    .domain([Math.min(...values, ...reaches), Math.max(...values, ...reaches)])
    .nice()
    .range(range);
}

function ticksOf(scale: Scale): { at: number; text: string }[] {
  const format = scale.tickFormat(TICKS);
  return scale
    .ticks(TICKS)
    .map((value) => ({ at: rounded(scale(value)), text: format(value) === '' ? '' : numberText(value) }))
    .filter(({ text }) => text !== '');
}

/** 0.05, 2000, 1e-7 */
function numberText(value: number): string {
  const size = Math.abs(value);
  const text = size === 0 || (size >= 0.01 && size < 1e5) ? String(Number(value.toPrecision(6))) : value.toExponential();
  return text.replace('+', '').replace(/^-|(?<=e)-/g, '−');
}

function seriesOf({ points, band, plain, dashed }: Series, colour: string, across: Scale, up: Scale): string {
  const placed = points.map(([x, y]) => [rounded(across(x)), rounded(up(y))] as [number, number]);
  const parts = [
    `<path d="${line()(placed)}" fill="none" stroke="${colour}" stroke-width="1.5"${dashed ? ' stroke-dasharray="4 3"' : ''}/>`,
  ];
  if (band) {
    const shape = area<number>()
      .x((k) => placed[k]![0])
      .y0((k) => rounded(up(points[k]![1] - band[k]!)))
      .y1((k) => rounded(up(points[k]![1] + band[k]!)));
    parts.unshift(`<path d="${shape(points.map((_, k) => k))}" fill="${colour}" fill-opacity="0.18"/>`);
  }
  if (!plain) parts.push(...placed.map(([x, y]) => `<circle cx="${x}" cy="${y}" r="${MARKER}" fill="${colour}"/>`));
  return parts.join('\n');
}

const rounded = (value: number) => Math.round(100 * value) / 100;

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
