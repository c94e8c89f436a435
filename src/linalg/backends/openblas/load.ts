import { LIBRARY_VARIABLE } from '../../backend-names.ts';
import { type Bindings, bind } from './bindings.ts';
import { withCoreType } from './core-type.ts';
import { candidates, type Surroundings } from './find.ts';

/** No usable BLAS; the message says what was tried and what to install. */
export class BlasNotFound extends Error {
  /** The user named a library, and it cannot be used. */
  readonly explicit: boolean;

  constructor(message: string, explicit: boolean) {
    super(message);
    this.name = 'BlasNotFound';
    this.explicit = explicit;
  }
}

const HERE: Surroundings = { environment: process.env, platform: process.platform, arch: process.arch };

/**
 * The first BLAS that loads and has all routines. Threads of one process share the library and its number of threads.
 *
 * @throws BlasNotFound
 */
export async function loadBlas(surroundings: Surroundings = HERE): Promise<Bindings> {
  const { names, explicit } = candidates(surroundings);
  const koffi = await import('koffi').catch((error: Error) => {
    throw new BlasNotFound(`koffi does not run on this system (${error.message})`, explicit);
  });
  const failures: string[] = [];
  for (const name of names) {
    try {
      return withCoreType(() => bind(koffi, name));
    } catch (error) {
      failures.push(`${name}: ${(error as Error).message}`);
    }
  }
  if (explicit) throw new BlasNotFound(failures.join(), explicit);
  throw new BlasNotFound(
    'no BLAS library was found; install libopenblas0-pthread (Debian, Ubuntu), openblas-threads (Fedora) or openblas ' +
      `(Arch, Alpine, Homebrew), or name one in ${LIBRARY_VARIABLE}. Tried: ${failures.join('; ')}`,
    explicit,
  );
}
