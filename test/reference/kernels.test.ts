import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { kernelMatrices } from '../../src/kernels/kernel-matrices.ts';
import { ACTIVATIONS, casesOf, kernelsOf, outputsOf, relativeError, toRows, unstack } from './cases.ts';
import { naiveKernels } from './naive-kernels.ts';

const TOLERANCE = 1e-8;

for (const activation of ACTIVATIONS) {
  describe(`${activation.name}: kernels agree with two loops and a quadrature`, () => {
    for (const { title, architecture, points, others, naive, naiveOthers } of casesOf(activation)) {
      test(title, async () => {
        const outputs = outputsOf(architecture);
        const { layers } = await kernelMatrices({ architecture, points, outputs, layers: true });
        const expected = naiveKernels(architecture, naive);
        for (const output of outputs) {
          const stack = unstack(layers![output]!);
          assert.equal(stack.length, expected[output]!.length, `layers of ${output}`);
          for (const [layer, values] of stack.entries()) {
            const error = relativeError(toRows(values), expected[output]![layer]!);
            assert.ok(error < TOLERANCE, `${output} of layer ${layer + 1} is off by ${error}`);
          }
        }
        const cross = await kernelsOf(architecture, points, others);
        const expectedCross = naiveKernels(architecture, naive, naiveOthers);
        for (const output of outputs) {
          const error = relativeError(cross[output], expectedCross[output]!.at(-1)!);
          assert.ok(error < TOLERANCE, `${output} between two sets is off by ${error}`);
        }
      });
    }
  });
}
