import type { Provenance } from '../../provenance.ts';

/** How a result was made that several jobs made together: with all of their engines, in the time of all of them. */
export function gatheredProvenance(own: Provenance, parts: readonly { provenance: Provenance }[]): Provenance {
  const made = parts.map(({ provenance }) => provenance);
  const tensors = made.flatMap((part) => part.tensors ?? []);
  return {
    ...own,
    engine: listed([...made, own].map(({ engine }) => engine)),
    precision: made[0]?.precision ?? own.precision,
    ...(tensors.length > 0 && { tensors: listed(tensors) }),
    seconds: made.reduce((sum, { seconds }) => sum + seconds, own.seconds),
  };
}

function listed(names: readonly string[]): string {
  return [...new Set(names)].join(', ');
}
