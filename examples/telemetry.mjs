/**
 * Sends spans of the service to a collector: of each request, and of each job below it. The SDK is not the service's; it is
 * installed in a folder of its own, with this file.
 *
 *   npm install --prefix telemetry @opentelemetry/sdk-node
 *   cp examples/telemetry.mjs telemetry/
 *   OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:4318 node --import ./telemetry/telemetry.mjs dist/main.js
 *
 * Settings are those of OpenTelemetry, such as OTEL_TRACES_EXPORTER=console and OTEL_TRACES_SAMPLER=parentbased_traceidratio.
 */
import { isMainThread } from 'node:worker_threads';

// Runners and their threads load this file, too, and have no spans.
if (isMainThread && process.send === undefined) {
  const { NodeSDK } = await import('@opentelemetry/sdk-node');
  new NodeSDK({ serviceName: 'hypertangent' }).start();
}
