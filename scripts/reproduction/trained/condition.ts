import type { BodyOf } from '../../../src/client/index.ts';

export type TrainingRequest = BodyOf<'/v1/trainings'>;

/** By what a training differs from others of its figure, by column: `{ network: 'hypernetwork', depth: 3 }`. */
export type Labels = Readonly<Record<string, string | number>>;

/** What is trained, once for each repeat with weights and data of its own. */
export interface Condition {
  labels: Labels;
  request(repeat: number): TrainingRequest;
}

/** In one line: `hypernetwork, depth 3`. */
export function labelText(labels: Labels): string {
  return Object.entries(labels)
    .map(([name, value]) => (typeof value === 'number' ? `${name} ${value}` : value))
    .join(', ');
}

export function haveLabels(all: Labels, wanted: Labels): boolean {
  return Object.entries(wanted).every(([name, value]) => all[name] === value);
}
