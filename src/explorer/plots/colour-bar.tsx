import { shortNumber } from '../formats/numbers.ts';
import type { ColourMap } from './colours.ts';
import { Raster } from './raster.tsx';

const STEPS = Array.from({ length: 64 }, (_, index) => index / 63);

/** What the colours of a picture stand for. */
export function ColourBar({ map, range }: { map: ColourMap; range: readonly [low: number, high: number] }) {
  const [low, high] = range.map((value) => shortNumber(value, 3));
  return (
    <div class="colour-bar">
      <span>{low}</span>
      <Raster label={`Colours from ${low} to ${high}`} values={STEPS} rows={1} columns={STEPS.length} map={map} range={[0, 1]} />
      <span>{high}</span>
    </div>
  );
}
