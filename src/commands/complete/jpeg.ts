import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { deflateSync } from 'node:zlib';
import decode, { init } from '@jsquash/jpeg/decode.js';
import { checkPixels } from './check-pixels.ts';
import type { PictureFile } from './picture-file.ts';
import { type Chunk, pngChunk } from './png-chunks.ts';

interface JpegHeader {
  width: number;
  height: number;
  /** 1 grey, 3 colour. */
  components: number;
  /** The ICC profile, in the parts that it comes in. */
  profile: Uint8Array[];
  /** Where the picture itself begins; before it may be a smaller one, whole. */
  frameAt: number;
}

/** What the decoder makes, and looks for among what a browser has. */
class DecodedPixels {
  readonly data: Uint8ClampedArray;
  readonly width: number;
  readonly height: number;

  constructor(data: Uint8ClampedArray, width: number, height: number) {
    this.data = data;
    this.width = width;
    this.height = height;
  }
}

const PROFILE_NAME = 'ICC_PROFILE\0';
const END_OF_IMAGE = Uint8Array.of(0xff, 0xd9);

export function isJpeg(file: Uint8Array): boolean {
  return file[0] === 0xff && file[1] === 0xd8 && file[2] === 0xff;
}

/** The picture of a JPEG file, grey or in colour, upright as its Exif says. @throws Error, or what the decoder throws */
export async function readJpeg(file: Uint8Array, mostPixels: number): Promise<PictureFile> {
  const { width, height, components, profile, frameAt } = jpegHeader(file);
  checkPixels(width, height, mostPixels);
  if (components !== 1 && components !== 3) throw new RangeError(`it has ${components} colours; grey and RGB are read`);
  // The decoder makes up what is missing.
  if (Buffer.from(file.buffer, file.byteOffset, file.length).lastIndexOf(END_OF_IMAGE) < frameAt)
    throw new RangeError('it is cut short');
  const pixels = await decoded(file);
  const data = new Uint8Array(pixels.width * pixels.height * components);
  for (let pixel = 0, at = 0; at < data.length; pixel += 4)
    for (let c = 0; c < components; c++) data[at++] = pixels.data[pixel + c]!;
  const picture = { width: pixels.width, height: pixels.height, channels: components, data, most: 0xff };
  return { picture, hasAlpha: false, kept: profile.length > 0 ? [profileChunk(profile)] : [] };
}

async function decoded(file: Uint8Array): Promise<DecodedPixels> {
  const { resolve } = createRequire(import.meta.url);
  await init({ wasmBinary: await readFile(resolve('@jsquash/jpeg/codec/dec/mozjpeg_dec.wasm')) } as never);
  (globalThis as { ImageData?: unknown }).ImageData ??= DecodedPixels;
  return (await decode(new Uint8Array(file).buffer, { preserveOrientation: true })) as unknown as DecodedPixels;
}

/** By its segments up to that of the frame. @throws RangeError */
function jpegHeader(file: Uint8Array): JpegHeader {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const profile: Uint8Array[] = [];
  for (let at = 2; at + 9 < file.length; at += 2 + view.getUint16(at + 2)) {
    const marker = view.getUint16(at);
    if (marker === 0xffe2 && Buffer.from(file.subarray(at + 4, at + 16)).toString('latin1') === PROFILE_NAME)
      profile.push(file.subarray(at + 18, at + 2 + view.getUint16(at + 2)));
    if (isFrame(marker))
      return { height: view.getUint16(at + 5), width: view.getUint16(at + 7), components: file[at + 9]!, profile, frameAt: at };
    if (marker < 0xff01) break;
  }
  throw new RangeError('it has no header of a picture');
}

/** SOF0 to SOF15, without the three markers among them that are something else. */
function isFrame(marker: number): boolean {
  return marker >= 0xffc0 && marker <= 0xffcf && ![0xffc4, 0xffc8, 0xffcc].includes(marker);
}

function profileChunk(profile: readonly Uint8Array[]): Chunk {
  return pngChunk('iCCP', Buffer.concat([Buffer.from('ICC profile\0\0', 'latin1'), deflateSync(Buffer.concat(profile))]));
}
