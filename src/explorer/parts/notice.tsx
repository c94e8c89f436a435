import type { Trouble } from '../api/trouble.ts';

/** What went wrong and what to do. */
export function Notice({ trouble }: { trouble: Trouble | undefined }) {
  return (
    <div role="alert">
      {trouble && (
        <div class="notice">
          <strong>{trouble.message}</strong>
          <p>{trouble.advice}</p>
        </div>
      )}
    </div>
  );
}
