import { LIBRARY_VARIABLE } from '../../backend-names.ts';

/** Where a BLAS with LAPACK may be: what the dynamic loader is asked for, in this order. */
export interface Candidates {
  /** Paths, or bare names for the loader's own search. */
  names: readonly string[];
  /** The user asked for this one: if it does not load, nothing else is tried. */
  explicit: boolean;
}

export interface Surroundings {
  environment: Readonly<Record<string, string | undefined>>;
  platform: NodeJS.Platform;
  arch: NodeJS.Architecture;
}

/**
 * The libraries to try. Builds with POSIX threads come first: Fedora's plain `libopenblas.so.0` is the
 * serial one, and OpenMP starts a pool of threads for every thread that calls it.
 */
export function candidates({ environment, platform, arch }: Surroundings): Candidates {
  const named = environment[LIBRARY_VARIABLE];
  if (named) return { names: [named], explicit: true };
  return { names: (PLATFORMS[platform] ?? linux)(arch), explicit: false };
}

const PLATFORMS: Partial<Record<NodeJS.Platform, (arch: NodeJS.Architecture) => string[]>> = { darwin, win32 };

/** Names as Debian writes them in its folders. */
const TRIPLETS: Partial<Record<NodeJS.Architecture, string>> = {
  x64: 'x86_64-linux-gnu',
  arm64: 'aarch64-linux-gnu',
  arm: 'arm-linux-gnueabihf',
  ppc64: 'powerpc64le-linux-gnu',
  riscv64: 'riscv64-linux-gnu',
  s390x: 's390x-linux-gnu',
};

function linux(arch: NodeJS.Architecture): string[] {
  const triplet = TRIPLETS[arch];
  const debian = (build: string) => (triplet ? [`/usr/lib/${triplet}/openblas-${build}/libopenblas.so.0`] : []);
  return [
    ...debian('pthread'), // Debian, Ubuntu: libopenblas0-pthread
    'libopenblasp.so.0', // Fedora, RHEL: openblas-threads
    'libopenblas.so.0', // Debian's chosen alternative, Arch, openSUSE, conda; Fedora's serial build
    'libopenblas.so.3', // Alpine: openblas
    'libopenblas.so', // development packages
    'libopenblaso.so.0', // Fedora: openblas-openmp
    ...debian('openmp'),
    ...debian('serial'),
    '/home/linuxbrew/.linuxbrew/opt/openblas/lib/libopenblas.so',
  ];
}

function darwin(): string[] {
  return [
    '/opt/homebrew/opt/openblas/lib/libopenblas.dylib', // Homebrew on Apple silicon
    '/usr/local/opt/openblas/lib/libopenblas.dylib', // Homebrew on Intel
    '/opt/local/lib/libopenblas.dylib', // MacPorts
    '/System/Library/Frameworks/Accelerate.framework/Accelerate', // part of macOS
  ];
}

function win32(): string[] {
  return ['libopenblas.dll', 'openblas.dll'];
}
