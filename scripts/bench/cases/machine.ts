import { type Bench, type Row, row } from './case.ts';

/** What the machine can do at best: what the floors of the other cases are made of. */
export async function machine({ rates }: Bench): Promise<Row[]> {
  const { threads, gemm, layerNs, generatedLayerNs, copy, firstTouch } = await rates();
  const product = (work: string, which: 'one' | 'all') =>
    row({
      case: 'machine',
      work,
      unit: 'GF/s',
      openblas: gemm.openblas?.[which] ?? null,
      wasm: gemm.wasm?.[which] ?? null,
    });
  return [
    product('product, 1 thread', 'one'),
    product(`product, ${threads} threads`, 'all'),
    ...(gemm.tensorflow === null
      ? []
      : [row({ case: 'machine', work: 'product, TensorFlow', unit: 'GF/s', tensors: gemm.tensorflow })]),
    row({ case: 'machine', work: 'ReLU layer, each pair', unit: 'ns', wasm: layerNs }),
    row({ case: 'machine', work: 'the same with S', unit: 'ns', wasm: generatedLayerNs }),
    row({ case: 'machine', work: 'copy of memory, 1 thread', unit: 'GB/s', wasm: copy }),
    row({ case: 'machine', work: 'first write to memory, 1 thread', unit: 'GB/s', wasm: firstTouch }),
  ];
}
