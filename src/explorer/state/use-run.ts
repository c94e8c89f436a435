import { useEffect, useRef, useState } from 'preact/hooks';
import { isAborted, type Trouble, troubleOf } from '../api/trouble.ts';

export interface Run {
  running: boolean;
  trouble: Trouble | undefined;
  /** Gives up what runs and does this instead. */
  start(work: (signal: AbortSignal) => Promise<void>): void;
  stop(): void;
}

/** One piece of work at a time, given up when its view is left; what goes wrong is kept to be shown. */
export function useRun(): Run {
  const [running, setRunning] = useState(false);
  const [trouble, setTrouble] = useState<Trouble>();
  const current = useRef<AbortController>(undefined);
  const stop = () => current.current?.abort();
  useEffect(() => stop, []);
  return {
    running,
    trouble,
    stop,
    start(work) {
      stop();
      const mine = new AbortController();
      current.current = mine;
      setRunning(true);
      setTrouble(undefined);
      work(mine.signal)
        .catch((error: unknown) => {
          if (!isAborted(error) && !mine.signal.aborted) setTrouble(troubleOf(error));
        })
        .finally(() => {
          if (current.current === mine) setRunning(false);
        });
    },
  };
}
