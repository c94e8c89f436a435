import type { TensorBackend } from '../../empirical/backends/tensor-backend.ts';
import type { Provenance } from '../../provenance.ts';

/** Of what was computed with finite networks. */
export function ofTensors(provenance: Provenance, { name, device }: Pick<TensorBackend, 'name' | 'device'>): Provenance {
  return { ...provenance, precision: 'float32', tensors: `${name}: ${device}` };
}
