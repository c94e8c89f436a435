import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HypertangentError } from '../../src/errors.ts';
import { parseNpyHeader } from '../../src/store/npy/header.ts';
import { parserCampaign } from './parsers/campaign.ts';
import { type ParserTarget, TARGETS } from './parsers/targets.ts';

const SEED = 7;
const SECONDS = 3;

for (const target of TARGETS)
  test(`the parser of ${target.name} keeps its laws on what mutation makes of good files (seed ${SEED})`, async (context) => {
    const { inputs, blocks, corpus, findings } = await parserCampaign(target, SECONDS, SEED);
    context.diagnostic(`${inputs} inputs, ${blocks} blocks reached, a corpus of ${corpus}`);
    assert.deepEqual(findings, []);
    assert.ok(corpus > target.corpus.length, 'nothing new was reached');
  });

/** Parsers that break a law, so that the search is known to see it. */
const npy = TARGETS.find(({ name }) => name === 'npy')!;
const WRONG: Record<string, ParserTarget['run']> = {
  'throws another error': (bytes) => {
    try {
      parseNpyHeader(bytes);
    } catch (error) {
      throw /big|>|True/.test(String(error))
        ? new TypeError('another')
        : error instanceof HypertangentError
          ? new TypeError('none')
          : error;
    }
  },
  'allocates what the header says': (bytes) => {
    try {
      const { shape } = parseNpyHeader(bytes);
      const length = shape.reduce((product, axis) => product * axis, 1);
      if (length > 2 ** 16) new Float64Array(Math.min(length, 2 ** 21));
    } catch (error) {
      assert.ok(error instanceof HypertangentError);
    }
  },
  hangs: (bytes) => {
    if (bytes.length < 100) for (const end = performance.now() + 1100; performance.now() < end; );
  },
};
for (const [what, run] of Object.entries(WRONG))
  test(`a parser that ${what} is found out`, async () => {
    const { findings } = await parserCampaign({ ...npy, run }, 8, SEED);
    assert.ok(findings.length > 0);
  });
