import assert from 'node:assert/strict';
import { test } from 'node:test';
import { typeOneVariances } from '../../../scripts/reproduction/modularity-synthetic/points.ts';
import { elu, randomNetwork, sigmoid } from '../../../scripts/reproduction/modularity-synthetic/random-network.ts';
import { targetOf, typeOneWeights } from '../../../scripts/reproduction/modularity-synthetic/targets.ts';
import { randomConvolutional } from '../../../scripts/reproduction/modularity-unique/convolutional-network.ts';

const SHAPE = { inputs: 6, width: 5 };
const image = Float64Array.of(1, -2, 0.5, 3, -1, 0.1);
const [x, other] = [Float64Array.of(0.3, 1, -1, 2, 0, -0.5), Float64Array.of(1, 1, 1, -1, 0.2, 0)];
const near = (a: number, b: number) => assert.ok(Math.abs(a - b) < 1e-12 * Math.max(1, Math.abs(b)), `${a} is not ${b}`);

test('type I is linear in x, with weights that are positive and sum to 1', () => {
  const target = targetOf('I', SHAPE, 3);
  const sum = x.map((value, index) => 2 * value + other[index]!);
  near(target(sum, image), 2 * target(x, image) + target(other, image));
  const weights = typeOneWeights(SHAPE, 3)(image);
  near(
    weights.reduce((total, weight) => total + weight, 0),
    1,
  );
  assert.ok(weights.every((weight) => weight > 0));
  assert.notDeepEqual(typeOneWeights(SHAPE, 3)(x), weights);
});

test('type II sees x and I beside each other, type III their product', () => {
  near(targetOf('II', SHAPE, 1)(x, image), randomNetwork([12, 5, 5, 5, 1], 1, elu)(Float64Array.of(...x, ...image))[0]!);
  const product = x.map((value, index) => value * image[index]!);
  near(targetOf('III', SHAPE, 1)(x, image), randomNetwork([6, 5, 5, 5, 1], 1, elu)(product)[0]!);
  assert.notEqual(targetOf('III', SHAPE, 1)(x, image), targetOf('III', SHAPE, 2)(x, image));
});

test('a random network keeps the mean square of its input, as He has it', () => {
  const [inputs, units] = [400, 2000];
  const input = Float64Array.from({ length: inputs }, (_, index) => Math.sin(index));
  const square = (values: Float64Array) => values.reduce((sum, value) => sum + value ** 2, 0) / values.length;
  const out = randomNetwork([inputs, units], 5, sigmoid)(input);
  assert.ok(Math.abs(square(out) / (2 * square(input)) - 1) < 0.15);
  assert.deepEqual([elu(2), elu(0), sigmoid(0)], [2, 0, 0.5]);
  near(elu(-1), Math.exp(-1) - 1);
});

test('what is left of type I without I is what its weights vary by', () => {
  const sizes = { inputs: 4, width: 3, train: 1, test: 500 };
  const { all, ofImages } = typeOneVariances(sizes, 1);
  assert.ok(ofImages > 0 && ofImages < 0.2 * all && all < 1, `${ofImages} of ${all}`);
});

test('the convolutional network is piecewise linear, sees every pixel, and is another for another seed', () => {
  const network = randomConvolutional(1, 28, 1);
  const picture = Float64Array.from({ length: 784 }, (_, index) => Math.sin(index * 0.37));
  const out = network(picture);
  assert.equal(out.length, 10);
  // ReLU and no biases: twice the image, twice the answer.
  network(picture.map((value) => 2 * value)).forEach((value, index) => {
    near(value, 2 * out[index]!);
  });
  for (const pixel of [0, 27, 400, 783]) {
    const changed = picture.slice();
    changed[pixel]! += 5;
    assert.notDeepEqual(network(changed), out, `pixel ${pixel}`);
  }
  assert.notDeepEqual(randomConvolutional(1, 28, 2)(picture), out);
  assert.equal(randomConvolutional(3, 32, 1)(new Float64Array(3072).fill(0.5)).length, 10);
});
