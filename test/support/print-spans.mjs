/** To be loaded before the service: prints its spans to standard output, when it is asked to send what it has or after a minute. */
import { isMainThread } from 'node:worker_threads';
import { trace } from '@opentelemetry/api';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';

const exporter = {
  export(spans, done) {
    for (const { name } of spans) console.log(`span ${name}`);
    done({ code: 0 });
  },
  shutdown: async () => {},
};

if (isMainThread && process.send === undefined) {
  const processor = new BatchSpanProcessor({ exporter, scheduledDelayMillis: 60_000 });
  trace.setGlobalTracerProvider(new TracerProvider({ spanProcessors: [processor] }));
}
