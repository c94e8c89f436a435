import { fork } from 'node:child_process';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { missingBackend } from './open.ts';
import type { TensorBackendName } from './tensor-backend.ts';

/** Runs from source and from the build alike. */
const PROBE = fileURLToPath(new URL(`./probe-main${extname(import.meta.url)}`, import.meta.url));

/** The first start of CUDA compiles for a device that the library does not know yet, which can take this long. */
const TIME_LIMIT_MS = 120_000;
/** Of what a process writes to stderr before it crashes, for the reason. */
const LAST_WORDS = 300;

/** A backend that has passed its tests. */
export interface ProbedBackend {
  device: string;
  accelerator: boolean;
  memoryBytes?: number;
  /** 10⁹ floating-point operations per second of a float32 product. */
  matmulGflops: number;
}

export type ProbeReport = ProbedBackend | { refused: string };

/**
 * Opens, tests and measures a backend in a process of its own, as a driver may take the process with it. One that is not
 * installed is refused without a process.
 *
 * @param signal ends the process
 */
export async function probeBackend(name: TensorBackendName, threads: number, signal?: AbortSignal): Promise<ProbeReport> {
  const missing = missingBackend(name);
  if (missing !== null) return { refused: missing };
  return new Promise((resolve) => {
    const child = fork(PROBE, [name, String(threads)], {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      serialization: 'advanced',
      timeout: TIME_LIMIT_MS,
      killSignal: 'SIGKILL',
      ...(signal && { signal }),
    });
    let words = '';
    child.stderr!.on('data', (piece: Buffer) => {
      words = (words + piece.toString()).slice(-LAST_WORDS);
    });
    child.on('message', (report: ProbeReport) => resolve(report));
    child.on('error', (error) => resolve({ refused: `its test did not run: ${error.message}` }));
    // After its message, if there was one.
    child.on('close', (code, killedBy) => {
      const how = killedBy === null ? `with exit code ${code}` : `by signal ${killedBy}`;
      const last = words.trim().replace(/\s+/g, ' ');
      resolve({ refused: `its test ended ${how}${last && `: ${last}`}` });
    });
  });
}
