import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { HARDENED } from '../../scripts/container/container.ts';

const page = readFileSync(new URL('../../docs/container.md', import.meta.url), 'utf8');

test('the page on containers runs one as scripts/container-test does', () => {
  const command = /docker run --rm --name hypertangent [^`]*/.exec(page)![0].replaceAll(/\s*\\\n\s*/g, ' ');
  assert.ok(command.includes(HARDENED.join(' ')), command);
});
