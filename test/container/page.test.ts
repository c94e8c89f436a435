import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { HARDENED } from '../../scripts/container/container.ts';
import { SETTINGS } from '../../src/settings.ts';

const page = readFileSync(new URL('../../docs/container.md', import.meta.url), 'utf8');

test('the page on containers runs one as scripts/container-test does', () => {
  const command = /docker run --rm --name hypertangent [^`]*/.exec(page)![0].replaceAll(/\s*\\\n\s*/g, ' ');
  assert.ok(command.includes(HARDENED.join(' ')), command);
});

test('the settings it names exist', () => {
  // HYPERTANGENT_PORT is one of compose.yaml.
  const named = new Set(page.match(/HYPERTANGENT_[A-Z_]+/g)?.filter((name) => name !== 'HYPERTANGENT_PORT'));
  assert.ok(named.size > 3);
  for (const name of named)
    assert.ok(
      SETTINGS.some(({ variable }) => variable === name),
      name,
    );
});
