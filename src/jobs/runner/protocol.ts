import type { TensorSetting } from '../../empirical/backends/names.ts';
import type { TensorBackendName } from '../../empirical/backends/tensor-backend.ts';
import type { PlainError } from '../../errors.ts';
import type { BackendName } from '../../linalg/backend-names.ts';
import type { NpyFile } from '../../store/array-value.ts';
import type { Rates } from '../estimate/rates.ts';
import type { Progress } from '../job.ts';
import type { JobInputs, JobResults } from '../programs/program.ts';

/** How a runner is to work; its argument, as JSON. */
export interface RunnerOptions {
  dataDir: string;
  linalg: BackendName;
  threads: number;
  /** Between two checkpoints of a long solve. */
  checkpointMs: number;
  /** Memory that a runner whose libraries of tensors keep what they once had may go on with after a job; 1 GiB unless given. */
  mostKeptBytes?: number;
}

/** What the server tells a runner. */
export type ToRunner =
  | {
      type: 'run';
      jobId: string;
      kind: keyof JobInputs;
      input: JobInputs[keyof JobInputs];
      owner: string | undefined;
      folder: string;
    }
  | { type: 'cancel'; jobId: string }
  /** What the job asked for. */
  | { type: 'tensors'; jobId: string; answer: TensorBackendName | PlainError };

/** What a runner tells the server. Arrays travel as typed arrays, not as JSON. */
export type FromRunner =
  /** `reason`: why this engine; `rates`: how fast it is. */
  | { type: 'ready'; engine: string; reason: string; rates: Rates }
  | { type: 'progress'; jobId: string; progress: Progress }
  /** The only array of the result stands in a file that is still written; its first `finalBytes` bytes are final. */
  | { type: 'growing'; jobId: string; file: NpyFile; finalBytes: number }
  /** The job needs tensors: which backend is it to open? */
  | { type: 'tensors'; jobId: string; asked: TensorSetting }
  /** `unfit`: the runner is to be replaced, as it keeps memory that nothing uses. */
  | { type: 'done'; jobId: string; result: JobResults[keyof JobResults]; unfit?: boolean }
  /** `unfit`: likewise, or as its device may be in any state. */
  | { type: 'failed'; jobId: string; error: PlainError; unfit?: boolean };

/** Arrays of a result beyond this many bytes in all are written to the job's folder and not sent. */
export const INLINE_RESULT_BYTES = 256 * 1024;
/** The same of a part of a larger job, of which there may be thousands at a time. */
export const INLINE_PART_BYTES = 16 * 1024;

/** A matrix of this many bytes or more is written, and can be sent, while it is computed. */
export const GROWING_RESULT_BYTES = 8 * 1024 * 1024;
