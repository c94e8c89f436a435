import type { ErrorCode, PlainError } from '../errors.ts';
import type { Schema } from './contract/types.ts';

/** The status and title of every code: the one place where errors meet HTTP. */
const PROBLEMS: { readonly [Code in ErrorCode]: readonly [status: number, title: string] } = {
  malformed_json: [400, 'The body is not JSON'],
  contract_violation: [400, 'The request does not fit the contract'],
  bad_request: [400, 'The request cannot be read'],
  unauthenticated: [401, 'A key is needed'],
  forbidden: [403, 'This key may not do this'],
  array_not_found: [404, 'There is no such array'],
  regression_not_found: [404, 'There is no such regression'],
  training_not_found: [404, 'There is no such training'],
  job_not_found: [404, 'There is no such job'],
  route_not_found: [404, 'There is nothing here'],
  method_not_allowed: [405, 'This method is not allowed here'],
  not_acceptable: [406, 'No acceptable representation'],
  request_timeout: [408, 'The request did not come in time'],
  job_not_finished: [409, 'The job is not finished'],
  job_cancelled: [409, 'The job was cancelled'],
  expired: [410, 'It has expired'],
  payload_too_large: [413, 'The body is too large'],
  too_large: [413, 'The problem would not fit into memory'],
  out_of_memory: [413, 'The problem does not fit into memory'],
  url_too_long: [414, 'The URL is too long'],
  unsupported_media_type: [415, 'This media type is not taken here'],
  idempotency_mismatch: [422, 'The key came with another request'],
  invalid_value: [422, 'A value makes no sense'],
  not_finite: [422, 'A number is not finite'],
  ragged_array: [422, 'Rows of different lengths'],
  empty_array: [422, 'An array is empty'],
  shape_mismatch: [422, 'Shapes do not go together'],
  malformed_npy: [422, 'Not an .npy file'],
  malformed_model: [422, 'Not an exported model'],
  unsupported_dtype: [422, 'This dtype is not taken'],
  not_positive_definite: [422, 'The matrix is not positive definite'],
  tolerance_not_reached: [422, 'An iterative solution does not reach its tolerance'],
  kernel_overflow: [422, 'A kernel leaves the range of float64'],
  training_diverged: [422, 'Training diverges'],
  quadrature_failed: [422, 'An integral does not reach its accuracy'],
  backend_unavailable: [422, 'A backend is not available'],
  rate_limited: [429, 'Too many requests'],
  headers_too_large: [431, 'The headers are too large'],
  damaged_file: [500, 'A file on disk is damaged'],
  runner_died: [500, 'The computing process died'],
  internal: [500, 'Something went wrong inside'],
  queue_full: [503, 'Too much work is waiting'],
  job_interrupted: [503, 'The service was stopped'],
  shutting_down: [503, 'The service is shutting down'],
  storage_full: [507, 'The disk is full'],
};

/** Of the detail, and of each text among the facts: what a client sent is not sent back at length. */
const MOST_DETAIL = 2000;
const MOST_TEXT = 500;

/** An error as an RFC 9457 problem. */
export function problemOf(error: PlainError, requestId?: string): Schema<'Problem'> {
  const [status, title] = PROBLEMS[error.code];
  return {
    type: `urn:hypertangent:problem:${error.code}`,
    title,
    status,
    detail: presentable(error.message, MOST_DETAIL) as string,
    code: error.code,
    details: presentable(error.details, MOST_TEXT) as Record<string, never>,
    ...(requestId !== undefined && { request_id: requestId }),
  };
}

/** The value with all texts cut to a length, and without halves of characters (lone surrogates). */
function presentable(value: unknown, length: number): unknown {
  if (typeof value === 'string') {
    const cut = value.length > length ? `${value.slice(0, length - 1)}…` : value;
    return cut.replaceAll(/\p{Surrogate}/gu, '\ufffd');
  }
  if (Array.isArray(value)) return value.map((item) => presentable(item, length));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, presentable(item, length)]));
}
