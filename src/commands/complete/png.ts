import { convertIndexedToRgb, type DecodedPng, decode, encode } from 'fast-png';
import type { Picture } from '../../photos/picture.ts';
import { checkPixels } from './check-pixels.ts';
import type { PictureFile } from './picture-file.ts';
import { type Chunk, type PngHeader, pngChunks, pngHeader, pngOf, unpackedBytes } from './png-chunks.ts';

/** What the decoder needs. Others may be packed, and it would unpack them whatever their size. */
const OF_PIXELS = ['IHDR', 'PLTE', 'tRNS', 'IDAT', 'IEND'];
/** What is as right for the completed picture. */
const KEPT = ['cHRM', 'cICP', 'eXIf', 'gAMA', 'iCCP', 'pHYs', 'sRGB'];

/**
 * The picture of a PNG file: grey or colour, with opacity or without, 8 or 16 bits; fewer bits become 8, palettes colours.
 *
 * The header is looked at before anything is unpacked, and what is unpacked is counted before it is held.
 *
 * @throws Error
 */
export async function readPng(file: Uint8Array, mostPixels: number): Promise<PictureFile> {
  const chunks = pngChunks(file);
  const header = pngHeader(chunks);
  checkPixels(header.width, header.height, mostPixels);
  const most = rawBytes(header);
  if ((await unpackedBytes(chunks, most)) > most) throw new RangeError('it holds more than its header says');
  const decoded = decode(pngOf(chunks.filter(({ type }) => OF_PIXELS.includes(type))));
  return { ...pictureOf(decoded), kept: chunks.filter(({ type }) => KEPT.includes(type)) };
}

/** A PNG file of a picture, with what is kept of another. */
export function writePng({ width, height, channels, data, most }: Picture, kept: readonly Chunk[] = []): Uint8Array {
  const [header, ...rest] = pngChunks(encode({ width, height, channels, data, depth: most > 255 ? 16 : 8 }));
  return pngOf([header!, ...kept, ...rest]);
}

/** Of the rows with their filters; interlaced ones come in seven parts, each with a filter for each of its rows. */
function rawBytes({ width, height, depth, channels }: PngHeader): number {
  return height * (1 + Math.ceil((width * depth * channels) / 8)) + 7 * (width + height + 16) * channels;
}

function pictureOf(png: DecodedPng): Omit<PictureFile, 'kept'> {
  const { width, height, depth, data } = png;
  if (png.palette) return picture(png, convertIndexedToRgb(png), png.palette[0]!.length);
  if (depth < 8) {
    const greys = Array.from({ length: 2 ** depth }, (_, level) => [Math.round((255 * level) / (2 ** depth - 1))]);
    const levels = png.transparency && greys.map(([grey], level) => [grey!, level === png.transparency![0] ? 0 : 255]);
    const palette = levels ?? greys;
    return picture(png, convertIndexedToRgb({ ...png, palette }), palette[0]!.length);
  }
  if (png.transparency) return picture({ width, height }, withTransparentColour(png, png.transparency), png.channels + 1);
  return picture(png, data as Picture['data'], png.channels);
}

function picture({ width, height }: { width: number; height: number }, data: Picture['data'], channels: number) {
  const most = data instanceof Uint16Array ? 0xffff : 0xff;
  return { picture: { width, height, channels, data, most }, hasAlpha: channels % 2 === 0 };
}

/** One colour that stands for transparency, as opacity. */
function withTransparentColour({ data, channels }: DecodedPng, colour: Uint16Array): Picture['data'] {
  const pixels = data.length / channels;
  const out = data instanceof Uint16Array ? new Uint16Array(pixels * (channels + 1)) : new Uint8Array(pixels * (channels + 1));
  const opaque = data instanceof Uint16Array ? 0xffff : 0xff;
  for (let pixel = 0; pixel < pixels; pixel++) {
    let same = true;
    for (let c = 0; c < channels; c++) {
      const value = data[pixel * channels + c]!;
      out[pixel * (channels + 1) + c] = value;
      same &&= value === colour[c];
    }
    out[pixel * (channels + 1) + channels] = same ? 0 : opaque;
  }
  return out;
}
