import { Coordinator } from '../../src/jobs/coordinator.ts';
import { testRunners } from '../support/runners.ts';
import { queueConformance } from './queue-conformance.ts';

queueConformance('runners of this process', async (settings) => {
  const queue = await Coordinator.open(settings, testRunners(settings.dataDir, { quick: 1, heavy: 2 }));
  return { queue, statusMs: 0, stop: () => queue.close(0) };
});
