import { readFileSync } from 'node:fs';

/** Tells OpenBLAS which kernels to use; it is read once, while the library loads. */
export const CORE_TYPE_VARIABLE = 'OPENBLAS_CORETYPE';

/** What each set of kernels needs of the CPU, as Linux names it; the best first. */
const KERNELS: readonly { coreType: string; flags: readonly string[] }[] = [
  { coreType: 'SkylakeX', flags: ['avx512f', 'avx512vl', 'avx512dq', 'avx512bw'] },
  { coreType: 'Haswell', flags: ['avx2', 'fma'] },
];

/**
 * The kernels that suit a CPU by what it can do.
 *
 * OpenBLAS chooses by the model's number, and takes AVX2 or even SSE3 code on models that are newer
 * than itself: 16 in place of 150 GF/s was seen.
 *
 * @param cpuInfo the text of /proc/cpuinfo
 */
export function coreTypeFor(cpuInfo: string): string | undefined {
  const flags = new Set(/^flags\s*:(.*)$/m.exec(cpuInfo)?.[1]?.split(/\s+/));
  return KERNELS.find((kernel) => kernel.flags.every((flag) => flags.has(flag)))?.coreType;
}

/**
 * Runs `load` with the kernels chosen for this CPU, unless the user has chosen.
 *
 * The variable reaches the C library from Node's main thread only: in a worker `process.env` is a copy.
 * A library that is loaded already keeps its kernels, so the main thread loads it first.
 */
export function withCoreType<Result>(load: () => Result): Result {
  const coreType = process.env[CORE_TYPE_VARIABLE] ? undefined : coreTypeFor(cpuInfo());
  if (coreType === undefined) return load();
  process.env[CORE_TYPE_VARIABLE] = coreType;
  try {
    return load();
  } finally {
    delete process.env[CORE_TYPE_VARIABLE];
  }
}

/** The text of /proc/cpuinfo, empty where there is none. */
function cpuInfo(): string {
  try {
    return readFileSync('/proc/cpuinfo', 'latin1');
  } catch {
    return '';
  }
}
