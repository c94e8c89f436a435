import { useState } from 'preact/hooks';
import { shortNumber } from '../../formats/numbers.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { ColourBar } from '../../plots/colour-bar.tsx';
import { Raster } from '../../plots/raster.tsx';
import { OUTPUT_NAMES, type Output } from './networks.ts';
import type { MapPlan } from './points.ts';

interface KernelMapProps {
  output: Output;
  plan: MapPlan;
  values: ArrayLike<number>;
}

/** A kernel over two settings as colours; pointing at a place tells its number. */
export function KernelMap({ output, plan, values }: KernelMapProps) {
  const [place, setPlace] = useState<readonly [number, number]>();
  const { down, across } = plan;
  const name = OUTPUT_NAMES[output];
  const range = extent(values);
  const [rows, columns] = [down.values.length, across.values.length];
  const at = (row: number, column: number) => values[row * columns + column]!;
  const every = 5;
  const some = (_: unknown, index: number) => index % every === 0;
  return (
    <figure class="map">
      <figcaption>
        {name} over {plan.title}
      </figcaption>
      <div class="map-frame">
        <span class="map-down" aria-hidden="true">
          {down.label}
        </span>
        <Raster
          label={`${name} as colours, from ${shortNumber(range[0], 3)} to ${shortNumber(range[1], 3)}`}
          values={values}
          rows={rows}
          columns={columns}
          map="viridis"
          range={range}
          onPoint={(row, column) => setPlace([row, column])}
        />
        <span class="map-across" aria-hidden="true">
          <span>{shortNumber(across.values[0]!)}</span>
          <span>{across.label}</span>
          <span>{shortNumber(across.values.at(-1)!)}</span>
        </span>
      </div>
      <ColourBar map="viridis" range={range} />
      <p class="readout">
        {place
          ? `${name} = ${shortNumber(at(...place))} at ${shortNumber(down.values[place[0]]!, 3)}, ${shortNumber(across.values[place[1]]!, 3)}`
          : 'Point at the picture for its numbers.'}
      </p>
      <DataTable
        title={`${name} over ${down.label} and ${across.label}`}
        table={{
          columns: [`${down.label} \\ ${across.label}`, ...across.values.filter(some).map(String)],
          rows: down.values
            .map((value, row) => [value, ...across.values.map((_, column) => at(row, column)).filter(some)])
            .filter(some),
        }}
      />
    </figure>
  );
}

function extent(values: ArrayLike<number>): [low: number, high: number] {
  const numbers = Array.from(values);
  return [Math.min(...numbers), Math.max(...numbers)];
}
