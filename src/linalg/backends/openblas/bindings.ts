import type { KoffiFunc, LibraryHandle } from 'koffi';

type Koffi = typeof import('koffi');
type KoffiFunction = ReturnType<LibraryHandle['func']>;

/** The routines of one loaded BLAS and LAPACK, as C sees them: nothing here is checked. */
export interface Bindings {
  /** The library's name for itself: version, kernels in use, largest number of threads. */
  readonly description: string;
  readonly dgemm: Routine;
  readonly dsyrk: Routine;
  readonly dtrsm: Routine;
  readonly dpotrf: Routine;
  readonly dsyevd: Routine;
  readonly dlacpy: Routine;
  /** Threads for all calls of this process from now on; undefined where the library cannot be told. */
  readonly setThreads: ((count: number) => void) | undefined;
  readonly threads: (() => number) | undefined;
}

/** Numbers, texts, and typed arrays of any kind of buffer, shared ones too, which stand for the address of their first element. */
export type Argument = number | string | Float64Array | Int32Array;

export type Routine = KoffiFunc<(...values: Argument[]) => void>;

const MEBIBYTE = 2 ** 20;

/** koffi calls C on stacks of its own, of 128 KiB in its threads: little for the job tables OpenBLAS keeps there. Pages are used as touched. */
const STACK_BYTES = 16 * MEBIBYTE;

/**
 * Binds the library behind `name`.
 *
 * Symbols are CBLAS for level 3, Fortran for LAPACK, whose texts have hidden lengths at the end of the
 * arguments; libraries that do not expect them ignore them.
 *
 * @throws Error if it does not load, lacks a routine, or counts in 64 bits
 */
export function bind(koffi: Koffi, name: string): Bindings {
  useLargeStacks(koffi);
  const library = koffi.load(name);
  const description = describe(library, name);
  if (/USE64BITINT/.test(description)) throw new Error('its integers have 64 bits; a build with 32-bit integers is needed');
  return {
    description,
    dgemm: library.func(
      'void cblas_dgemm(int, int, int, int, int, int, double, const void *, int, const void *, int, double, void *, int)',
    ),
    dsyrk: library.func('void cblas_dsyrk(int, int, int, int, int, double, const void *, int, double, void *, int)'),
    dtrsm: library.func('void cblas_dtrsm(int, int, int, int, int, int, int, double, const void *, int, void *, int)'),
    dpotrf: library.func('void dpotrf_(const char *, const void *, void *, const void *, void *, size_t)'),
    dsyevd: library.func(
      'void dsyevd_(const char *, const char *, const void *, void *, const void *, void *, void *, const void *, void *, const void *, void *, size_t, size_t)',
    ),
    dlacpy: library.func(
      'void dlacpy_(const char *, const void *, const void *, const void *, const void *, void *, const void *, size_t)',
    ),
    setThreads: optional(library, 'void openblas_set_num_threads(int)'),
    threads: optional(library, 'int openblas_get_num_threads()'),
  };
}

/** Stacks cannot be changed once koffi has loaded a library; a second call finds them large. */
function useLargeStacks(koffi: Koffi): void {
  const { sync_stack_size = 0, async_stack_size = 0 } = koffi.config();
  if (sync_stack_size >= STACK_BYTES && async_stack_size >= STACK_BYTES) return;
  koffi.config({ sync_stack_size: STACK_BYTES, async_stack_size: STACK_BYTES });
}

function describe(library: LibraryHandle, name: string): string {
  return optional(library, 'const char *openblas_get_config()')?.().trim() ?? name;
}

/** A function that only OpenBLAS has. */
function optional(library: LibraryHandle, prototype: string): KoffiFunction | undefined {
  try {
    return library.func(prototype);
  } catch {
    return undefined;
  }
}
