/** A process that makes one kernel, or some after another, and prints, as JSON, what its memory grew by at most, in bytes. */
import { createEngine } from '../../src/engine/create-engine.ts';
import { kernelMatrices } from '../../src/kernels/kernel-matrices.ts';
import type { BackendName } from '../../src/linalg/backend-names.ts';
import { matrix } from '../../src/nd-array.ts';
import { mlp, RELU } from '../reference/cases.ts';

const [count, columns, linalg] = [Number(process.argv[2]), Number(process.argv[3]), process.argv[4] as BackendName];
const times = Number(process.argv[5] ?? 1);
const peakBytes = () => 1024 * process.resourceUsage().maxRSS;

const { engine } = await createEngine({ linalg, threads: 2 });
const data = Float64Array.from({ length: count * columns }, (_, k) => Math.sin(k));
const before = peakBytes();
const request = { architecture: mlp(3, RELU), points: { x: matrix(count, columns, data) }, outputs: ['nngp', 'ntk'] as const };
let last: number | undefined;
for (let time = 0; time < times; time++) last = (await kernelMatrices(request, engine.kernels)).matrices.ntk!.data.at(-1);
console.log(JSON.stringify({ before, growth: peakBytes() - before, finite: Number.isFinite(last) }));
process.exit(0);
