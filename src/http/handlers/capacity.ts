import type { Capacity } from '../../jobs/estimate/estimate.ts';
import { DEFAULT_RATES, fastest } from '../../jobs/estimate/rates.ts';
import type { Services } from './services.ts';

/** What computations have, as of now: rates are known when the first runner is up. */
export function capacityOf({ config, queue, tensors }: Services): Capacity {
  const { runners, memory } = queue.status();
  const measured = runners.flatMap(({ rates }) => (rates ? [rates] : []));
  return {
    rates: fastest(measured) ?? DEFAULT_RATES,
    tensorFlops: (backend) => tensors.speed(backend),
    threads: config.threads,
    memoryBytes: memory.limitBytes,
  };
}
