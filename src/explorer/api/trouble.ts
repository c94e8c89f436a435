import { ConnectionError, isProblemError } from '../../client/index.ts';

/** What went wrong, and what to do about it, for people. */
export interface Trouble {
  message: string;
  advice: string;
}

const ADVICE: Readonly<Record<string, string>> = {
  unauthenticated: 'Give the key of this service: the button “Key” above.',
  forbidden: 'Use a key with a wider scope; whoever runs the service makes them.',
  too_large: 'Ask for less: fewer points, networks or widths.',
  out_of_memory: 'Ask for less: fewer points, networks or widths.',
  queue_full: 'The service has too much to do. Try again in a moment, or cancel something under Jobs.',
  rate_limited: 'Wait a little and try again.',
  tolerance_not_reached: 'Raise the ridge.',
  not_positive_definite: 'Raise the ridge, or take less similar points.',
  job_cancelled: 'It was cancelled. Run it again.',
  expired: 'Run it again: old results are removed.',
  internal: 'The service’s log has the cause. Try something smaller, or again.',
};

export function troubleOf(error: unknown): Trouble {
  if (isProblemError(error)) {
    return { message: sentence(error.detail), advice: ADVICE[error.code] ?? adviceByStatus(error.status) };
  }
  if (error instanceof ConnectionError)
    return { message: 'The service does not answer.', advice: 'See whether it still runs, then try again.' };
  return { message: sentence(error instanceof Error ? error.message : String(error)), advice: 'Reload the page and try again.' };
}

function adviceByStatus(status: number): string {
  return [400, 422].includes(status) ? 'Change the setting that is named and run it again.' : 'Try again in a moment.';
}

/** Whether an error is no more than that its work was given up. */
export function isAborted(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError';
}

function sentence(text: string): string {
  const start = /^[a-z]/.test(text) ? text[0]!.toUpperCase() + text.slice(1) : text;
  return /[.!?]$/.test(start) ? start : `${start}.`;
}
