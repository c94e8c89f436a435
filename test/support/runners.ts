import { LocalDispatcher } from '../../src/jobs/dispatch/local-dispatcher.ts';
import type { Lane } from '../../src/jobs/job.ts';

/** Runners of this process, with all the memory they want and one thread each. */
export function testRunners(dataDir: string, runners: Record<Lane, number>): LocalDispatcher {
  const chooseTensors = async () => 'cpu' as const;
  const memoryBytes = Number.MAX_SAFE_INTEGER;
  return new LocalDispatcher({ dataDir, linalg: 'auto', threads: 1, chooseTensors, checkpointMs: 1000, runners, memoryBytes });
}
