import { ConnectionError, ProblemError } from '../client/problem-error.ts';
import { type ErrorCode, isHypertangentError } from '../errors.ts';
import { asOutOfMemory } from '../jobs/runner/failure.ts';

/** What a command is run with, and where it writes. */
export interface CommandMeans {
  environment: Readonly<Record<string, string | undefined>>;
  out(data: string | Uint8Array): void;
  err(text: string): void;
  /** All of standard input. */
  input(): Promise<Uint8Array>;
  /** Whether a person sees `err` as it is written. */
  interactive: boolean;
}

/** Exit codes that commands have in common. */
export const EXIT = { done: 0, badInput: 2, broken: 4 } as const;

/** Errors that another machine, or another moment, might not have. */
const NOT_OF_THE_INPUT: readonly ErrorCode[] = ['backend_unavailable', 'out_of_memory', 'damaged_file', 'storage_full', 'internal'];

/** Runs a command; its exit code, or that of its error, which is told in a line where it is one of ours. */
export async function exitCode({ err }: Pick<CommandMeans, 'err'>, run: () => Promise<number>): Promise<number> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof ProblemError || error instanceof ConnectionError) {
      err(`${error.message}\n`);
      return error instanceof ProblemError && error.status < 500 ? EXIT.badInput : EXIT.broken;
    }
    const known = isHypertangentError(error) ? error : asOutOfMemory(error);
    if (known === undefined) {
      err(`${(error as Error).stack ?? error}\n`);
      return EXIT.broken;
    }
    err(`${known.message}\n`);
    return NOT_OF_THE_INPUT.includes(known.code) ? EXIT.broken : EXIT.badInput;
  }
}
