import { useEffect, useState } from 'preact/hooks';
import { isAborted, type Trouble, troubleOf } from '../api/trouble.ts';
import { createStore, type Store, useStore } from './store.ts';

export interface Run {
  running: boolean;
  trouble: Trouble | undefined;
  /** Gives up what runs and does this instead. */
  start(work: (signal: AbortSignal) => Promise<void>): void;
  stop(): void;
}

interface Runner {
  running: Store<boolean>;
  trouble: Store<Trouble | undefined>;
  start: Run['start'];
  stop: Run['stop'];
}

/** One piece of work at a time; what goes wrong is kept to be shown. */
function createRunner(): Runner {
  const running = createStore(false);
  const trouble = createStore<Trouble | undefined>(undefined);
  let current: AbortController | undefined;
  const stop = () => current?.abort();
  const start: Run['start'] = (work) => {
    stop();
    const mine = new AbortController();
    current = mine;
    running.set(true);
    trouble.set(undefined);
    work(mine.signal)
      .catch((error: unknown) => {
        if (!isAborted(error) && !mine.signal.aborted) trouble.set(troubleOf(error));
      })
      .finally(() => current === mine && running.set(false));
  };
  return { running, trouble, start, stop };
}

function useRunner({ running, trouble, start, stop }: Runner): Run {
  return { running: useStore(running), trouble: useStore(trouble), start, stop };
}

/** Work that is given up when its view is left. */
export function useRun(): Run {
  const [runner] = useState(createRunner);
  useEffect(() => runner.stop, [runner]);
  return useRunner(runner);
}

const lasting = new Map<string, Runner>();

/** Work that goes on when its view is left, and is found again under its name. */
export function useLastingRun(name: string): Run {
  const runner = lasting.get(name) ?? createRunner();
  lasting.set(name, runner);
  return useRunner(runner);
}
