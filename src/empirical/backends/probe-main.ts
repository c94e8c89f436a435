/** A short-lived process that opens one backend, tests it, measures it and tells its parent. */
import { isHypertangentError } from '../../errors.ts';
import { TF32_VARIABLE } from './names.ts';
import { openTensorBackend } from './open.ts';
import type { ProbeReport } from './probe.ts';
import { selfTest } from './self-test.ts';
import { matmulSpeed } from './speed.ts';
import type { TensorBackendName } from './tensor-backend.ts';

const [, , name, threads] = process.argv;

// The parent has gone; nobody wants to know.
process.on('disconnect', () => process.exit());
process.send!(await report(name as TensorBackendName), () => process.exit());

async function report(backend: TensorBackendName): Promise<ProbeReport> {
  try {
    const { tensors, name: _, ...device } = await openTensorBackend(backend, Number(threads));
    await selfTest(tensors, { coarseProducts: device.accelerator && process.env[TF32_VARIABLE] === '1' });
    return { ...device, matmulGflops: await matmulSpeed(tensors) };
  } catch (error) {
    return { refused: isHypertangentError(error, 'backend_unavailable') ? error.details.reason : (error as Error).message };
  }
}
