import assert from 'node:assert/strict';
import { test } from 'node:test';
import { philox4x32 } from '../../src/random/philox.ts';

const words = (text: string) => text.split(' ').map((word) => Number.parseInt(word, 16));

function block(counter: readonly number[], key: readonly number[]): number[] {
  const out = Uint32Array.from(counter);
  philox4x32(out, key[0]!, key[1]!);
  return [...out];
}

test('the known answers of Random123', () => {
  const ones = 'ffffffff ffffffff ffffffff ffffffff';
  const answers = [
    ['00000000 00000000 00000000 00000000', '00000000 00000000', '6627e8d5 e169c58d bc57ac4c 9b00dbd8'],
    [ones, 'ffffffff ffffffff', '408f276d 41c83b0e a20bc7c6 6d5451fd'],
    ['243f6a88 85a308d3 13198a2e 03707344', 'a4093822 299f31d0', 'd16cfe09 94fdcceb 5001e420 24126ea1'],
  ] as const;
  for (const [counter, key, answer] of answers) assert.deepEqual(block(words(counter), words(key)), words(answer));
});

test('every word of counter and key changes every word of the block', () => {
  const plain = block([1, 2, 3, 4], [5, 6]);
  for (let word = 0; word < 6; word++) {
    const input = [1, 2, 3, 4, 5, 6];
    input[word]! ^= 1;
    const changed = block(input.slice(0, 4), input.slice(4));
    for (let k = 0; k < 4; k++) assert.notEqual(changed[k], plain[k], `word ${k} with word ${word} of the input changed`);
  }
});

/** The same generator with 64-bit integers, as the paper writes it. */
function withBigInts(counter: readonly number[], key: readonly number[]): number[] {
  const mask = 0xffffffffn;
  let [c0, c1, c2, c3] = counter.map(BigInt) as [bigint, bigint, bigint, bigint];
  let [k0, k1] = key.map(BigInt) as [bigint, bigint];
  for (let round = 0; round < 10; round++) {
    const product0 = 0xd2511f53n * c0;
    const product1 = 0xcd9e8d57n * c2;
    [c0, c1, c2, c3] = [(product1 >> 32n) ^ c1 ^ k0, product1 & mask, (product0 >> 32n) ^ c3 ^ k1, product0 & mask];
    k0 = (k0 + 0x9e3779b9n) & mask;
    k1 = (k1 + 0xbb67ae85n) & mask;
  }
  return [c0, c1, c2, c3].map(Number);
}

test('agrees with 64-bit integers, also where carries meet the borders of words', () => {
  const values = [0, 1, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xfffeffff, 0xffffffff];
  for (const [i, a] of values.entries()) {
    for (const [j, b] of values.entries()) {
      const counter = [a, values[(i + j) % 8]!, b, values[(i + 3) % 8]!];
      const key = [values[(j + 5) % 8]!, values[(i * j) % 8]!];
      assert.deepEqual(block(counter, key), withBigInts(counter, key));
    }
  }
});
