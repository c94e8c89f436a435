import { useMemo } from 'preact/hooks';
import { shortNumber } from '../../formats/numbers.ts';
import { LinePlot, type Series } from '../../plots/line-plot.tsx';
import { standardErrors } from './moments.ts';
import { OUTPUT_NAMES, type Output, type WidthState } from './networks.ts';
import { CURVE_ANGLES, NETWORK_ANGLES } from './points.ts';

const ANGLE = {
  label: 'angle between the inputs',
  range: [0, 180] as const,
  ticks: [0, 45, 90, 135, 180],
  format: (value: number) => `${value}°`,
};

interface CurvesProps {
  output: Output;
  limit: readonly number[];
  states: readonly WidthState[];
}

/** A kernel over the angle: of infinite width a line, of finite networks points with two standard errors each way. */
export function Curves({ output, limit, states }: CurvesProps) {
  const name = OUTPUT_NAMES[output];
  const y = useMemo(() => ({ label: name }), [name]);
  const series = useMemo<Series[]>(() => {
    const infinite: Series = { name: 'infinitely wide', x: CURVE_ANGLES, y: limit, mark: 'line', colour: 5 };
    const finite = states.map(({ width, kernels }, index): Series => {
      const { moments } = kernels[output];
      return {
        name: `width ${width}, ${moments.count} networks`,
        x: NETWORK_ANGLES,
        y: moments.mean,
        band: standardErrors(moments).map((error) => 2 * error),
        mark: 'points',
        colour: index,
      };
    });
    return [infinite, ...finite];
  }, [output, limit, states]);
  const [first, last] = [limit[0]!, limit.at(-1)!].map((value) => shortNumber(value, 3));
  return (
    <LinePlot
      title={`${name} over the angle`}
      label={`The ${name} of infinitely wide networks goes from ${first} at 0° to ${last} at 180°.${states.length > 0 ? ' Points are finite networks.' : ''}`}
      x={ANGLE}
      y={y}
      series={series}
    />
  );
}
