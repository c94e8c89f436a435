/** Points of one kind; those with y = 0 are not drawn. */
export interface Curve {
  name: string;
  x: readonly number[];
  y: readonly number[];
  /** Exponent of a power law that is drawn through the last point, dashed. */
  slope?: number;
}

export interface Panel {
  title: string;
  curves: readonly Curve[];
}

const WIDTH = 230;
const HEIGHT = 190;
/** Around each panel, for its title and numbers. */
const MARGIN = { left: 44, top: 26, right: 10, bottom: 26 };
/** Below and to the left of all, for the axes' names; above, for those of the curves. */
const EDGE = 22;
/** Told apart by readers who see no red or green, too (Okabe & Ito). */
const COLOURS = ['#000000', '#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00'];

/** Panels in rows and columns, all with both axes logarithmic and in common, as SVG. */
export function logLogPlot(rows: readonly (readonly Panel[])[], xName: string, yName: string): string {
  const panels = rows.flat();
  const curves = panels.flatMap((panel) => panel.curves);
  const positive = curves.flatMap(({ y }) => y.filter((value) => value > 0));
  const x = range(
    curves.flatMap((curve) => [...curve.x]),
    Math.log2,
  );
  const y = range(positive, Math.log10);
  const step = { x: MARGIN.left + WIDTH + MARGIN.right, y: MARGIN.top + HEIGHT + MARGIN.bottom };
  const size = { x: EDGE + step.x * rows[0]!.length, y: 2 * EDGE + step.y * rows.length };
  const placeX = (value: number) => ((Math.log2(value) - x.from) / (x.to - x.from)) * WIDTH;
  const placeY = (value: number) => HEIGHT * (1 - (Math.log10(value) - y.from) / (y.to - y.from));

  const drawn = rows.flatMap((row, r) =>
    row.map((panel, c) => {
      const [left, top] = [EDGE + c * step.x + MARGIN.left, EDGE + r * step.y + MARGIN.top];
      const parts = [...axes(), ...panel.curves.flatMap(curveOf), text(0, -8, panel.title)];
      return `<g transform="translate(${left} ${top})">${parts.join('')}</g>`;
    }),
  );
  const legend = panels[0]!.curves.map(({ name }, k) => text(EDGE + MARGIN.left + 70 * k, 15, name, `fill="${COLOURS[k]}"`));
  const names = [
    text(size.x / 2, size.y - 8, xName, 'text-anchor="middle"'),
    text(0, 0, yName, `text-anchor="middle" transform="translate(14 ${size.y / 2}) rotate(-90)"`),
  ];
  const style = 'font-family="sans-serif" font-size="11"';
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size.x} ${size.y}" ${style}><rect width="100%" height="100%" fill="white"/>${[...drawn, ...legend, ...names].join('\n')}</svg>\n`;

  function axes(): string[] {
    const frame = `<rect width="${WIDTH}" height="${HEIGHT}" fill="none" stroke="#888"/>`;
    const powers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, k) => from + k);
    const columns = powers(Math.ceil(x.from), Math.floor(x.to)).map((power) => {
      const at = placeX(2 ** power).toFixed(1);
      return `<path d="M${at} 0V${HEIGHT}" stroke="#eee"/>${text(at, HEIGHT + 14, `${2 ** power}`, 'text-anchor="middle" fill="#555"')}`;
    });
    const lines = powers(Math.ceil(y.from), Math.floor(y.to)).map((power) => {
      const at = placeY(10 ** power).toFixed(1);
      const name = power % 2 === 0 ? text(-5, Number(at) + 4, `1e${power}`, 'text-anchor="end" fill="#555"') : '';
      return `<path d="M0 ${at}H${WIDTH}" stroke="#eee"/>${name}`;
    });
    return [...columns, ...lines, frame];
  }

  function curveOf({ x: xs, y: ys, slope }: Curve, k: number): string[] {
    const points = xs.flatMap((value, index) => (ys[index]! > 0 ? [[value, ys[index]!] as const] : []));
    const [first, last] = [points[0], points.at(-1)];
    if (!first || !last) return [];
    const colour = COLOURS[k]!;
    const at = ([px, py]: readonly [number, number]) => `${placeX(px).toFixed(1)} ${placeY(py).toFixed(1)}`;
    const line = `<path d="M${points.map(at).join('L')}" fill="none" stroke="${colour}"/>`;
    const dots = points.map(
      ([px, py]) => `<circle cx="${placeX(px).toFixed(1)}" cy="${placeY(py).toFixed(1)}" r="2" fill="${colour}"/>`,
    );
    if (slope === undefined) return [line, ...dots];
    const start = [first[0], last[1] * (first[0] / last[0]) ** slope] as const;
    return [`<path d="M${at(start)}L${at(last)}" stroke="${colour}" stroke-dasharray="4 3" opacity="0.55"/>`, line, ...dots];
  }
}

/** With a little room at both ends. */
function range(values: readonly number[], log: (value: number) => number): { from: number; to: number } {
  const logs = values.map(log);
  return { from: Math.min(...logs) - 0.3, to: Math.max(...logs) + 0.3 };
}

function text(x: number | string, y: number, content: string, attributes = ''): string {
  return `<text x="${x}" y="${y}" ${attributes}>${content}</text>`;
}
