import type uPlot from 'uplot';
import type { Theme } from '../state/theme.ts';
import { seriesColour } from './colours.ts';
import type { Series } from './line-plot.tsx';

/** Draws a bar through each point that has a band, and a soft band around lines. */
export function bandsOf(series: readonly Series[], mode: Theme): uPlot.Plugin {
  return {
    hooks: {
      drawSeries: (plot, index) => {
        const one = series[index - 1];
        if (one?.band === undefined) return;
        if (one.mark === 'line') drawBand(plot, one, mode);
        else drawBars(plot, one, mode);
      },
    },
  };
}

function ends(plot: uPlot, { x, y, band }: Series, index: number): [x: number, low: number, high: number] {
  const [middle, half] = [y[index] ?? Number.NaN, band![index]!];
  const lowest = plot.scales.y!.distr === 3 ? plot.scales.y!.min! : Number.NEGATIVE_INFINITY;
  return [
    plot.valToPos(x[index]!, 'x', true),
    plot.valToPos(Math.max(lowest, middle - half), 'y', true),
    plot.valToPos(middle + half, 'y', true),
  ];
}

function drawBars(plot: uPlot, one: Series, mode: Theme): void {
  const { ctx } = plot;
  ctx.save();
  ctx.strokeStyle = seriesColour(one.colour, mode);
  ctx.lineWidth = 1.5 * devicePixelRatio;
  ctx.beginPath();
  one.x.forEach((_, index) => {
    const [x, low, high] = ends(plot, one, index);
    ctx.moveTo(x, low);
    ctx.lineTo(x, high);
  });
  ctx.stroke();
  ctx.restore();
}

function drawBand(plot: uPlot, one: Series, mode: Theme): void {
  const { ctx } = plot;
  const places = one.x.map((_, index) => ends(plot, one, index));
  ctx.save();
  ctx.fillStyle = seriesColour(one.colour, mode);
  ctx.globalAlpha = 0.16;
  ctx.beginPath();
  for (const [x, low] of places) ctx.lineTo(x, low);
  for (const [x, , high] of places.toReversed()) ctx.lineTo(x, high);
  ctx.fill();
  ctx.restore();
}
