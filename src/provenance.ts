import { readFileSync } from 'node:fs';

/** How a result was made; part of every result. */
export interface Provenance {
  /** Of the service. */
  version: string;
  /** The linear algebra that was used. */
  engine: string;
  /** Of finite networks float32. */
  precision: 'float64' | 'float32';
  /** What computed with finite networks. */
  tensors?: string;
  /** Where random numbers were used. */
  seed?: number;
  /** Added to a diagonal beside the ridge, absolute. */
  jitter?: number;
  /** Time of the computation; of one that several jobs did, of all of them together. */
  seconds: number;
}

const packageJson = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string };

/** The version of the service, from package.json. */
export const VERSION: string = packageJson.version;

/** What says how results of a computation that begins now are made; its time counts until it is asked. */
export function provenanceFromNow(engine: string): (notes?: { seed?: number; jitter?: number }) => Provenance {
  const startedAt = performance.now();
  return (notes) => ({ version: VERSION, engine, precision: 'float64', ...notes, seconds: (performance.now() - startedAt) / 1000 });
}
