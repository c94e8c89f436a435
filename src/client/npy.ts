import { elementCount, type NdArray, type Numbers } from './nd-array.ts';

const MAGIC = '\x93NUMPY';
const ALIGNMENT = 64;

interface NumbersConstructor {
  new (buffer: ArrayBuffer): Numbers;
  new (length: number): Numbers;
}

/** By NumPy's name without the byte order. */
const TYPES: Readonly<Record<string, NumbersConstructor>> = {
  f8: Float64Array,
  f4: Float32Array,
  i1: Int8Array,
  u1: Uint8Array,
  b1: Uint8Array,
  i2: Int16Array,
  u2: Uint16Array,
  i4: Int32Array,
  u4: Uint32Array,
};

/** An array as an .npy file, format 1.0. @throws RangeError if the shape does not fit the numbers */
export function encodeNpy({ shape, data }: NdArray): Uint8Array<ArrayBuffer> {
  if (elementCount(shape) !== data.length)
    throw new RangeError(`shape [${shape.join(', ')}] needs ${elementCount(shape)} numbers, got ${data.length}`);
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
  const literal = `{'descr': '${descr(data)}', 'fortran_order': False, 'shape': ${tuple}, }`;
  const bodyAt = Math.ceil((MAGIC.length + 4 + literal.length + 1) / ALIGNMENT) * ALIGNMENT;
  const header = `${literal.padEnd(bodyAt - MAGIC.length - 5)}\n`;
  const file = new Uint8Array(bodyAt + data.byteLength);
  const prefix = `${MAGIC}\x01\x00${String.fromCharCode(header.length & 255, header.length >> 8)}${header}`;
  for (let at = 0; at < bodyAt; at++) file[at] = prefix.charCodeAt(at);
  file.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), bodyAt);
  return file;
}

/**
 * An .npy file as an array: numbers of the type that the file has, row-major.
 *
 * 64-bit integers become float64 and booleans 0 and 1.
 *
 * @throws RangeError for a file that is none, is cut short or has another dtype
 */
export function decodeNpy(file: Uint8Array): NdArray {
  const { descr, fortran, shape, bodyAt } = parseHeader(file);
  // A Buffer's own slice is a view of memory that others share.
  const data = numbersOf(descr, Uint8Array.prototype.slice.call(file, bodyAt).buffer as ArrayBuffer);
  if (data.length !== elementCount(shape)) throw malformed(`it has ${data.length} of ${elementCount(shape)} numbers`);
  return { shape, data: fortran ? rowMajor(data, shape) : data };
}

function descr(data: Numbers): string {
  const kind = data instanceof Float64Array || data instanceof Float32Array ? 'f' : /^Uint/.test(data.constructor.name) ? 'u' : 'i';
  const bytes = data.BYTES_PER_ELEMENT;
  return `${bytes === 1 ? '|' : '<'}${kind}${bytes}`;
}

function parseHeader(file: Uint8Array) {
  const text = (from: number, to: number) => String.fromCharCode(...file.subarray(from, to));
  if (text(0, MAGIC.length) !== MAGIC) throw malformed('it does not begin as one');
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const [literalAt, length] = file[6] === 1 ? [10, view.getUint16(8, true)] : [12, view.getUint32(8, true)];
  const literal = text(literalAt, Math.min(literalAt + length, literalAt + 65_536));
  const found = {
    descr: /'descr':\s*'([^']+)'/.exec(literal)?.[1],
    fortran: /'fortran_order':\s*(True|False)/.exec(literal)?.[1],
    shape: /'shape':\s*\(([\d,\s]*)\)/.exec(literal)?.[1],
  };
  if (found.descr === undefined || found.fortran === undefined || found.shape === undefined)
    throw malformed(`its header is ${JSON.stringify(literal.slice(0, 80))}`);
  const shape = found.shape.split(',').filter((axis) => axis.trim() !== '');
  return { descr: found.descr, fortran: found.fortran === 'True', shape: shape.map(Number), bodyAt: literalAt + length };
}

function numbersOf(descr: string, body: ArrayBuffer): Numbers {
  const kind = descr.slice(1);
  const bytes = Number(kind[1]);
  if (body.byteLength % bytes !== 0) throw malformed('it ends within a number');
  if (descr.startsWith('>')) for (let at = 0; at < body.byteLength; at += bytes) new Uint8Array(body, at, bytes).reverse();
  if (kind === 'i8') return Float64Array.from(new BigInt64Array(body), Number);
  if (kind === 'u8') return Float64Array.from(new BigUint64Array(body), Number);
  const type = TYPES[kind];
  if (type === undefined) throw malformed(`its dtype is ${descr}; there are ${Object.keys(TYPES).join(', ')}, i8 and u8`);
  return new type(body);
}

/** From first axis fastest to last axis fastest. */
function rowMajor(source: Numbers, shape: readonly number[]): Numbers {
  const target = new (source.constructor as NumbersConstructor)(source.length);
  const index = new Array<number>(shape.length).fill(0);
  const strides = shape.map((_, axis) => elementCount(shape.slice(0, axis)));
  for (let at = 0; at < target.length; at++) {
    target[at] = source[index.reduce((sum, i, axis) => sum + i * strides[axis]!, 0)]!;
    for (let axis = shape.length - 1; axis >= 0 && ++index[axis]! === shape[axis]; axis--) index[axis] = 0;
  }
  return target;
}

function malformed(reason: string): RangeError {
  return new RangeError(`not a readable .npy file: ${reason}`);
}
