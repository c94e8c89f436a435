import { Raster } from '../../plots/raster.tsx';
import { type Image, SIDE } from './sample.ts';

export function Thumbnail({ label, image }: { label: string; image: Image }) {
  return <Raster label={label} values={image} rows={SIDE} columns={SIDE} map="grey" range={GREY} />;
}

const GREY = [0, 1] as const;
