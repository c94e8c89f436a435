import { unreadiness } from '../../operations/readiness.ts';
import type { Handlers } from '../contract/types.ts';
import type { Services } from './services.ts';

/** What those ask who watch the service: cheap, and never kept from them. */
export function healthHandlers({
  queue,
  disk,
  metrics,
  config,
}: Services): Pick<Handlers, 'getLiveness' | 'getReadiness' | 'getMetrics'> {
  return {
    async getLiveness() {
      return { status: 200, body: { status: 'ok' } };
    },

    async getReadiness() {
      const reasons = unreadiness(queue.status(), config.maxWaitingJobs, await disk.state());
      return reasons.length === 0
        ? { status: 200, body: { status: 'ok' } }
        : { status: 503, body: { status: 'unavailable', reasons } };
    },

    async getMetrics() {
      const text = async () => ({ body: await metrics.text(), contentType: metrics.contentType });
      return { status: 200, headers: { 'cache-control': 'no-store' }, as: { 'text/plain': text } };
    },
  };
}
