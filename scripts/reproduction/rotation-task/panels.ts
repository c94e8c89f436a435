import type { Panel } from '../../lib/line-plot.ts';

/** Panels whose accuracies are on one scale, from 0 on. */
export function onOneScale(panels: readonly Panel[]): Panel[] {
  const heights = panels.flatMap(({ series }) =>
    series.flatMap(({ points, band = [] }) => points.map(([, value], k) => value + (band[k] ?? 0))),
  );
  const reaches = [0, Math.max(...heights)];
  return panels.map((panel) => ({ ...panel, y: { ...panel.y, reaches }, legend: 'top' }));
}
