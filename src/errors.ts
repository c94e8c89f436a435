/**
 * Everything that can go wrong in a way a client can act on, by stable code.
 *
 * The value type is the error's `details`: plain data, so that an error keeps its meaning across
 * processes and in JSON. `http/problem.ts` maps each code to a status.
 */
export interface ErrorDetails {
  malformed_json: { reason: string };
  contract_violation: { errors: ContractViolation[] };
  invalid_value: { path: string; expected: string; received: unknown };
  not_finite: { path: string; index: number[]; received: string };
  ragged_array: { path: string; row: number; expectedLength: number; receivedLength: number };
  empty_array: { path: string; shape: number[] };
  shape_mismatch: { path: string; expected: string; received: string };
  /** Where the array stands in the request, unless it is all of it; also in `unsupported_dtype` and `array_not_found`. */
  malformed_npy: { path?: string; reason: string };
  /** `path`: the file's member, or a JSON Pointer into its model.json; empty for the file itself. */
  malformed_model: { path: string; expected: string; received: string };
  unsupported_dtype: { path?: string; received: string; supported: string[] };
  not_positive_definite: { pivot: number; pivotValue: number; smallestDiagonal: number; ridge: number; jittersTried: number[] };
  tolerance_not_reached: { tolerance: number; reached: number; iterations: number };
  kernel_overflow: { output: string; index: number[] };
  /** `loss`: the last that was a number; `stableBelow`: the bound of the tangent kernel, where there is one. */
  training_diverged: { step: number; loss?: number; learningRate: number; stableBelow?: number };
  quadrature_failed: { activation: string; tolerance: number; reached: number };
  array_not_found: { path?: string; id: string };
  /** `path`: where the id stands in the request, unless it is of the URL. */
  regression_not_found: { path?: string; id: string };
  /** As of a regression. */
  training_not_found: { path?: string; id: string };
  job_not_found: { id: string };
  /** What there was and has gone by itself; `path`: where the id stands in the request; `expiredAt`: ISO 8601, UTC. */
  expired: { path?: string; kind: 'job' | 'array' | 'regression' | 'training'; id: string; expiredAt: string };
  job_not_finished: { id: string; state: string };
  job_cancelled: { id: string };
  job_interrupted: { id: string };
  /** `jobId`: of the job that came with the key first. */
  idempotency_mismatch: { jobId: string };
  runner_died: { id: string; signal: string | null; exitCode: number | null };
  out_of_memory: { reason: string };
  /** Of tensors; `backend`: which was asked for. */
  backend_unavailable: { backend: string; reason: string };
  /** The estimate, and the largest number of points that would fit; 0: not even one. */
  too_large: { memoryBytes: number; limitBytes: number; seconds: number; largest: number };
  /** `retryAfterSeconds`, here and below: also in Retry-After. */
  queue_full: { waiting: number; limit: number; retryAfterSeconds: number };
  rate_limited: { perMinute: number; retryAfterSeconds: number };
  shutting_down: Record<string, never>;
  unauthenticated: Record<string, never>;
  /** `scope`: the one that is missing. */
  forbidden: { scope: string };
  route_not_found: { method: string; path: string };
  method_not_allowed: { method: string; allowed: string[] };
  not_acceptable: { accept: string; available: string[] };
  unsupported_media_type: { received: string | null; supported: string[] };
  payload_too_large: { limitBytes: number; receivedBytes: number | null };
  bad_request: { reason: string };
  url_too_long: { limitBytes: number };
  headers_too_large: { limitBytes: number; limitCount: number };
  /** The client was too slow in sending its request. */
  request_timeout: { limitSeconds: number };
  storage_full: { reason: string };
  /** `what`: the thing by kind and id; `path`: where it stands in the request, unless it is of the URL. */
  damaged_file: { path?: string; what: string };
  internal: Record<string, never>;
}

export interface ContractViolation {
  /** JSON Pointer into the request body, or `query/name`, `path/name`. */
  path: string;
  message: string;
}

export type ErrorCode = keyof ErrorDetails;

/** An error as plain data: what crosses process borders and is kept in job records. */
export interface PlainError<Code extends ErrorCode = ErrorCode> {
  code: Code;
  message: string;
  details: ErrorDetails[Code];
}

/** The one error class of the service: what happened, the likely cause, what to try. */
export class HypertangentError<Code extends ErrorCode = ErrorCode> extends Error {
  readonly code: Code;
  readonly details: ErrorDetails[Code];

  constructor(code: Code, message: string, details: ErrorDetails[Code], cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'HypertangentError';
    this.code = code;
    this.details = details;
  }

  toPlain(): PlainError<Code> {
    return { code: this.code, message: this.message, details: this.details };
  }

  static fromPlain<Code extends ErrorCode>(plain: PlainError<Code>): HypertangentError<Code> {
    return new HypertangentError(plain.code, plain.message, plain.details);
  }
}

/** Narrows an unknown error, and to one code if it is given. */
export function isHypertangentError<Code extends ErrorCode = ErrorCode>(
  error: unknown,
  code?: Code,
): error is HypertangentError<Code> {
  return error instanceof HypertangentError && (code === undefined || error.code === code);
}
