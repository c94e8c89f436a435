/** Forked by the case `small`: sends one request after another on each of some connections, then tells how that went. */
import { once } from 'node:events';
import { Agent, type IncomingMessage, request } from 'node:http';

export interface Load {
  url: string;
  body: string;
  connections: number;
  seconds: number;
}

export interface LoadResult {
  perSecond: number;
  /** Milliseconds until an answer was read, the median and the slowest in a hundred. */
  p50: number;
  p99: number;
}

const WARM_UP_MS = 1000;

const [load] = (await once(process, 'message')) as [Load];
process.send!(await run(load));
process.disconnect();

async function run({ url, body, connections, seconds }: Load): Promise<LoadResult> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
  const latencies: number[] = [];
  const start = performance.now() + Math.min(WARM_UP_MS, 1000 * seconds);
  const end = start + 1000 * seconds;
  await Promise.all(
    Array.from({ length: connections }, async () => {
      for (let before = performance.now(); before < end; ) {
        const outgoing = request(url, { method: 'POST', agent, headers });
        outgoing.end(body);
        const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
        response.resume();
        await once(response, 'end');
        if (response.statusCode !== 200) throw new Error(`the service answered ${response.statusCode}`);
        const after = performance.now();
        if (before >= start && after <= end) latencies.push(after - before);
        before = after;
      }
    }),
  );
  agent.destroy();
  latencies.sort((a, b) => a - b);
  const quantile = (share: number) => latencies[Math.floor(share * (latencies.length - 1))] ?? Number.NaN;
  return { perSecond: latencies.length / seconds, p50: quantile(0.5), p99: quantile(0.99) };
}
