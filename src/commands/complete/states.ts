import { IGNORED, KNOWN, UNKNOWN } from '../../photos/picture.ts';
import { refused } from '../arguments.ts';
import type { PictureFile } from './picture-file.ts';

/**
 * Which pixels are to be completed: those that are white in the mask, or without a mask those that are transparent.
 *
 * @throws HypertangentError `bad_request` when they are none or all, or when the sizes differ
 */
export function pixelStates({ picture, hasAlpha }: PictureFile, mask: PictureFile | undefined): Uint8Array {
  const { width, height, channels, data } = picture;
  if (mask && (mask.picture.width !== width || mask.picture.height !== height))
    throw refused(`the mask has ${mask.picture.width} × ${mask.picture.height} pixels, the picture ${width} × ${height}`);
  if (!mask && !hasAlpha)
    throw refused('without --mask the transparent pixels are completed, and this picture has no transparency');
  const isTransparent = (pixel: number) => hasAlpha && data[pixel * channels + channels - 1] === 0;
  const isWhite = mask && whiteOf(mask);
  const states = new Uint8Array(width * height);
  for (let pixel = 0; pixel < states.length; pixel++)
    if (isWhite?.(pixel) ?? isTransparent(pixel)) states[pixel] = UNKNOWN;
    // The colour of what is transparent is nobody's.
    else if (isTransparent(pixel)) states[pixel] = IGNORED;
  const where = mask ? 'white in the mask' : 'transparent';
  if (!states.includes(UNKNOWN)) throw refused(`no pixel is ${where}: there is nothing to complete`);
  if (!states.includes(KNOWN)) throw refused(`no pixel is left that is not ${where}: there is nothing to complete from`);
  return states;
}

/** At least half as light as white, and at least half opaque. */
function whiteOf({ picture: { channels, data, most }, hasAlpha }: PictureFile): (pixel: number) => boolean {
  const colours = hasAlpha ? channels - 1 : channels;
  return (pixel) => {
    const at = pixel * channels;
    if (hasAlpha && data[at + colours]! < most / 2) return false;
    let sum = 0;
    for (let c = 0; c < colours; c++) sum += data[at + c]!;
    return sum >= (colours * most) / 2;
  };
}
