import type { components } from './contract.generated.ts';

type Problem = components['schemas']['Problem'];

/** What the service says is wrong (RFC 9457): its `detail` is the message, its `code` is for programs. */
export class ProblemError extends Error {
  /** Stable, such as `invalid_value`; `unexpected_answer` where something between answered in place of the service. */
  readonly code: string;
  /** Of HTTP. */
  readonly status: number;
  readonly detail: string;
  /** Facts that belong to the code, such as the path of a field. */
  readonly details: Readonly<Record<string, unknown>>;
  /** What the service's log calls the request. */
  readonly requestId: string | undefined;

  constructor({ code, status, detail, details = {}, request_id }: Problem) {
    super(detail);
    this.name = 'ProblemError';
    this.code = code;
    this.status = status;
    this.detail = detail;
    this.details = details;
    this.requestId = request_id;
  }

  /** Of an answer that is none of success. */
  static async of(response: Response): Promise<ProblemError> {
    const text = await response.text();
    if (isProblem(response)) return new ProblemError(JSON.parse(text) as Problem);
    const { status, statusText, url } = response;
    const detail = `${url} was answered ${status} ${statusText}: ${text.slice(0, 200)}`;
    return new ProblemError({ type: 'about:blank', title: statusText, status, detail, code: 'unexpected_answer' });
  }
}

/** The service cannot be reached, or was lost; `cause` is what fetch says. */
export class ConnectionError extends Error {
  constructor(url: string, cause: unknown) {
    const { cause: reason = cause } = cause as { cause?: unknown };
    super(`no connection to ${url}: ${reason instanceof Error ? reason.message || reason.name : String(reason)}`, { cause });
    this.name = 'ConnectionError';
  }
}

/** Narrows an unknown error, and to one code if it is given. */
export function isProblemError(error: unknown, code?: string): error is ProblemError {
  return error instanceof ProblemError && (code === undefined || error.code === code);
}

export function isProblem(response: Response): boolean {
  return (response.headers.get('content-type') ?? '').startsWith('application/problem+json');
}
