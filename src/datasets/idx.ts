import { checkLabels, malformed } from './malformed.ts';

/** Of an IDX file of bytes: 8 says that they are unsigned, the last digit how many axes there are. */
const MAGIC = { images: 0x0803, labels: 0x0801 };

/** What is in front of the bytes: the magic number, then the length of each axis, big-endian integers of 32 bits. */
export const IDX_HEADER_BYTES = { images: 16, labels: 8 };

/** What an IDX file says of itself. */
export interface IdxHeader {
  count: number;
  /** Of an image; of a file of labels both 1. */
  height: number;
  width: number;
}

export interface IdxImages extends IdxHeader {
  /** `[count, height, width]`, from 0 (black) to 255. */
  pixels: Uint8Array;
}

/**
 * The header of an IDX file of images or of labels, as MNIST and Fashion-MNIST come in.
 *
 * @param file its name, for errors
 * @throws HypertangentError `invalid_value`
 */
export function parseIdxHeader(bytes: Uint8Array, kind: keyof typeof MAGIC, file: string): IdxHeader {
  const length = IDX_HEADER_BYTES[kind];
  if (bytes.length < length) throw malformed(file, `a header of ${length} bytes`, `${bytes.length} bytes in all`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, length);
  const magic = view.getUint32(0);
  if (magic !== MAGIC[kind]) throw malformed(file, `the magic number ${hex(MAGIC[kind])} of IDX ${kind}`, hex(magic));
  const count = view.getUint32(4);
  if (kind === 'labels') return { count, height: 1, width: 1 };
  return { count, height: view.getUint32(8), width: view.getUint32(12) };
}

/**
 * The images of an IDX file, of any size.
 *
 * @param file its name, for errors
 * @param count the first so many, in which case bytes after them may be missing; else all
 * @throws HypertangentError `invalid_value` for what is no such file, or is shorter or longer than it says
 */
export function parseIdxImages(bytes: Uint8Array, file: string, count?: number): IdxImages {
  const header = parseIdxHeader(bytes, 'images', file);
  const { height, width } = header;
  if (height === 0 || width === 0) throw malformed(file, 'images of one pixel or more', `images of ${height} × ${width}`);
  return { height, width, ...body(bytes, 'images', header, file, count) };
}

/**
 * The labels of an IDX file; otherwise as `parseIdxImages`.
 *
 * @param classes labels are below it
 */
export function parseIdxLabels(bytes: Uint8Array, file: string, classes: number, count?: number): Uint8Array {
  const { pixels: labels } = body(bytes, 'labels', parseIdxHeader(bytes, 'labels', file), file, count);
  checkLabels(labels, classes, file);
  return labels;
}

function body(bytes: Uint8Array, kind: keyof typeof MAGIC, header: IdxHeader, file: string, count = header.count) {
  if (count > header.count) throw malformed(file, `${count} ${kind} or more`, header.count);
  const start = IDX_HEADER_BYTES[kind];
  const [wanted, all] = [count, header.count].map((items) => start + items * header.height * header.width) as [number, number];
  if (bytes.length < wanted) throw malformed(file, `${wanted} bytes for ${count} ${kind}`, `${bytes.length}: it is cut short`);
  if (bytes.length > all) throw malformed(file, `${all} bytes for ${header.count} ${kind}`, 'more');
  return { count, pixels: bytes.subarray(start, wanted) };
}

function hex(magic: number): string {
  return `0x${magic.toString(16).padStart(8, '0')}`;
}
