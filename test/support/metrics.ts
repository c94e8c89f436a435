import type { TestService } from './service.ts';

/** The value of a series, `name{label="value"}`, as Prometheus would read it; undefined if there is none. */
export async function metric(service: TestService, series: string): Promise<number | undefined> {
  const text = await metricsText(service);
  const line = text.split('\n').find((other) => other.startsWith(`${series} `));
  return line === undefined ? undefined : Number(line.slice(series.length + 1));
}

export async function metricsText(service: TestService): Promise<string> {
  return new TextDecoder().decode((await service.get('/metrics')).bytes);
}
