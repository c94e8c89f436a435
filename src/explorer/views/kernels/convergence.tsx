import { useMemo } from 'preact/hooks';
import { shortNumber } from '../../formats/numbers.ts';
import { LinePlot, type Series } from '../../plots/line-plot.tsx';
import { OUTPUT_NAMES, type Output, type WidthState } from './networks.ts';

const X = { label: 'networks drawn', scale: 'log' } as const;
const Y = { label: 'relative error', scale: 'log' } as const;

/** How far the mean over networks is from the limit, as they become more. */
export function Convergence({ output, states }: { output: Output; states: readonly WidthState[] }) {
  const name = OUTPUT_NAMES[output];
  const series = useMemo(
    () =>
      states.map(
        ({ width, kernels }, index): Series => ({
          name: `width ${width}`,
          x: kernels[output].history.map(({ networks }) => networks),
          y: kernels[output].history.map(({ error }) => error),
          mark: 'both',
          colour: index,
        }),
      ),
    [output, states],
  );
  const reached = states.map(({ width, kernels }) => `${width}: ${shortNumber(kernels[output].history.at(-1)!.error, 2)}`);
  return (
    <LinePlot
      title={`${name}: distance from the limit`}
      label={`Relative error of the mean over finite networks, by width: ${reached.join(', ')}`}
      x={X}
      y={Y}
      series={series}
      height={240}
    />
  );
}
