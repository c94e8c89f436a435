import { isFinished, type JobKind, type JobRecord, type Lane } from '../jobs/job.ts';
import type { JobInputs } from '../jobs/programs/program.ts';
import type { QueueObserver } from '../jobs/queue-observer.ts';
import { isArrayValue } from '../store/array-value.ts';
import type { InUse } from '../store/in-use.ts';
import type { Thing } from '../store/thing.ts';

/** Jobs in flight are in use, and so are the arrays and models that they work with. */
export class JobsInFlight implements QueueObserver {
  readonly #inUse: InUse;
  readonly #releases = new Map<string, (() => void)[]>();

  constructor(inUse: InUse) {
    this.#inUse = inUse;
  }

  jobChanged({ id, owner, state }: JobRecord, _lane: Lane, input: JobInputs[JobKind]): void {
    if (isFinished(state)) {
      for (const release of this.#releases.get(id) ?? []) release();
      this.#releases.delete(id);
    } else if (!this.#releases.has(id)) {
      const things: Thing[] = [{ kind: 'job', id }, ...thingsNamedIn(input, owner)];
      this.#releases.set(
        id,
        things.map((thing) => this.#inUse.take(thing)),
      );
    }
  }
}

/** The stored arrays and models that a job's input names. */
function thingsNamedIn(input: unknown, owner: string | undefined): Thing[] {
  if (typeof input !== 'object' || input === null || isArrayValue(input)) return [];
  return Object.entries(input).flatMap(([key, value]): Thing[] => {
    if (key === 'arrayId') return [{ kind: 'array', id: value as string, owner }];
    if (key === 'regressionId') return [{ kind: 'regression', id: value as string }];
    if (key === 'trainingId') return [{ kind: 'training', id: value as string }];
    return thingsNamedIn(value, owner);
  });
}
