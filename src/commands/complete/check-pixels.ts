/** Before anything is unpacked. @throws RangeError */
export function checkPixels(width: number, height: number, mostPixels: number): void {
  if (width * height > mostPixels)
    throw new RangeError(`it has ${width} × ${height} pixels, more than --max-megapixels ${mostPixels / 1e6} allows`);
}
