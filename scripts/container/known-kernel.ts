import assert from 'node:assert/strict';
import { call } from './http.ts';

const POINTS = [
  [1, 0],
  [0.6, 0.8],
];

/** E[φ(u)φ(v)] and E[φ′(u)φ′(v)] of φ = √2·ReLU for u and v of variance 1 (Cho and Saul 2009). */
const product = (cosine: number) => (Math.sqrt(1 - cosine ** 2) + cosine * (Math.PI - Math.acos(cosine))) / Math.PI;
const slope = (cosine: number) => (Math.PI - Math.acos(cosine)) / Math.PI;

/** Asks for the NTK of two hidden layers of ReLU, and compares it with the formula written out. */
export async function checkKernel(address: string, headers: Record<string, string> = {}): Promise<void> {
  const { kernels } = (await call(address, 'POST', '/v1/kernels', {
    headers,
    json: { architecture: { type: 'mlp', depth: 3, activation: { name: 'relu' } }, points: { x: POINTS }, outputs: ['ntk'] },
  })) as { kernels: { ntk: number[][] } };
  const cosine = 0.6;
  const hidden = product(cosine);
  // K¹ = xᵀx′/2, and Θ^{l+1} = K^{l+1} + E[φ′φ′]·Θ^l.
  const between = (product(hidden) + slope(hidden) * (hidden + slope(cosine) * cosine)) / 2;
  const expected = [1.5, between, between, 1.5];
  for (const [index, value] of kernels.ntk.flat().entries())
    assert.ok(Math.abs(value - expected[index]!) < 1e-12, `the NTK is ${JSON.stringify(kernels.ntk)}, not ${expected}`);
}
