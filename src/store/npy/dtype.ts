import { HypertangentError } from '../../errors.ts';
import { quoted } from './errors.ts';

/** A number format of a .npy body. */
export interface Dtype {
  /** NumPy's name with the byte order: `<f8`, `>i4`, `|u1`. */
  readonly descr: string;
  /** The name without the byte order: `f8`, `i4`, `u1`. */
  readonly kind: DtypeKind;
  readonly itemBytes: number;
  readonly bigEndian: boolean;
}

export type DtypeKind = (typeof KINDS)[number];

const KINDS = ['b1', 'i1', 'u1', 'i2', 'u2', 'i4', 'u4', 'i8', 'u8', 'f2', 'f4', 'f8'] as const;

const DTYPES: ReadonlyMap<string, Dtype> = new Map(KINDS.flatMap(dtypesOfKind).map((dtype) => [dtype.descr, dtype]));

/** Every `descr` that can be read, in NumPy's spelling. */
export const SUPPORTED_DTYPES: readonly string[] = [...DTYPES.keys()];

/** The dtype of a header's `descr`. Throws `unsupported_dtype` for text, objects, complex numbers, dates and the rest. */
export function parseDtype(descr: string): Dtype {
  const dtype = DTYPES.get(descr);
  if (dtype === undefined)
    throw unsupportedDtype(
      descr,
      `The array's dtype ${quoted(descr)} is not supported: convert it first, with array.astype('<f8')`,
    );
  return dtype;
}

/** The error for numbers that cannot become float64 here; the message gets the list of what can. */
export function unsupportedDtype(received: string, message: string): HypertangentError<'unsupported_dtype'> {
  const details = { received: received.slice(0, 80), supported: [...SUPPORTED_DTYPES] };
  return new HypertangentError('unsupported_dtype', `${message}. Supported: ${SUPPORTED_DTYPES.join(', ')}.`, details);
}

function dtypesOfKind(kind: DtypeKind): Dtype[] {
  const itemBytes = Number(kind[1]);
  if (itemBytes === 1) return [{ descr: `|${kind}`, kind, itemBytes, bigEndian: false }];
  return ['<', '>'].map((order) => ({ descr: order + kind, kind, itemBytes, bigEndian: order === '>' }));
}
